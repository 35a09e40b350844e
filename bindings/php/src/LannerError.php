<?php

declare(strict_types=1);

namespace Lanner;

/** Something that could not be done. The message says what was expected and found. */
class LannerError extends \RuntimeException
{
}
