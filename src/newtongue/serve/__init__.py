"""What newtongue offers to other programs over HTTP; each folder is a service of its own."""
