using System.Runtime.CompilerServices;

// Working memory on the stack is written before it is read, and setting it to zero first took longer than a short product:
// where vectors are narrower than the code's, each of its temporaries has a place there.
[module: SkipLocalsInit]
