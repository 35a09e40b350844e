<?php

declare(strict_types=1);

namespace Lanner;

/** Times at which functions are compiled. */
enum Compilation: int
{
    /** A function when it is first called. */
    case Lazy = 0;
    /** All functions when the module is made. */
    case Eager = 1;
    /** All functions, on threads of .NET, while the module is in use already. */
    case Background = 2;
}
