"""What stems and blocks are made of: convolutions, gates, blur pooling, the stem itself."""
