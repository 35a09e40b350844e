<?php

declare(strict_types=1);

namespace Lanner;

/** Rights in a directory, to be joined by "|". Reading is always allowed. */
final class Rights
{
    public const READ_ONLY = 0;
    /** Change files and delete them. */
    public const WRITE = 1;
    public const CREATE = 2;
    /** Make links. */
    public const LINK = 4;
    public const ALL = 7;

    private function __construct()
    {
    }
}
