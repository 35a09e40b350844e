<?php

declare(strict_types=1);

namespace Lanner;

/** Kinds of what modules import and export. */
enum ExternKind: int
{
    case Function = 0;
    case Global = 1;
    case Table = 2;
    case Memory = 3;
    /** A tag of exceptions. */
    case Tag = 4;
}
