<?php

declare(strict_types=1);

namespace Lanner\Internal;

/**
 * Stands for exit() while it passes through a guest.
 *
 * @internal
 */
final class HostExit extends \Exception
{
}
