// Every function that takes a path has room for the longest one on the stack. All of it is written before it is read.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
