<?php

declare(strict_types=1);

namespace Lanner;

/** Ways to keep guests within their memories. */
enum MemoryMode: int
{
    /** The hardware does it, at no cost. Takes address space; Linux on x64 only. */
    case Guarded = 0;
    /** Each access is compared with the size. */
    case Checked = 1;
}
