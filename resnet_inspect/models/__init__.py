"""Our reference ResNets: a table of variants that needs no torch, and the networks it describes.

``variants`` says which networks there are, ``architecture`` which choices tell them apart, and
``plan`` what each of their blocks looks like: all of it plain data. ``build`` turns a name into a
network of torch modules, one idea a file: ``stem``, ``basic_block``, ``bottleneck``,
``preact_basic_block``, ``preact_bottleneck``, ``shortcuts``, ``squeeze_excitation``, ``resnet``.
"""
