"""Our reference ResNets: a table of variants that needs no torch, and the networks it describes.

``variants`` says which networks there are, ``architecture`` which choices tell them apart, and
``plan`` what each of their blocks looks like: all of it plain data, with the papers' own tables in
``published``. ``build`` turns a name into a network of torch modules: ``layers``, then ``blocks``
of them, then the ``resnet`` that stacks the blocks.
"""
