"""What is wrong with a network: rules over its traces and its parsed source."""
