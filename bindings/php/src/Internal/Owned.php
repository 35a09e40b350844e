<?php

declare(strict_types=1);

namespace Lanner\Internal;

use Lanner\LannerError;

/**
 * What stands for something of the library. It can be neither copied nor serialized.
 *
 * @internal
 */
abstract class Owned
{
    /** The pointer, or 0. */
    protected int $handle = 0;

    /** The state of the store that this belongs to; uninitialized in what belongs to none. */
    protected StoreState $state;

    private function __clone()
    {
    }

    /** @return never */
    public function __serialize(): array
    {
        throw new LannerError(static::class . ' cannot be serialized');
    }

    /** @param array<mixed> $data */
    public function __unserialize(array $data): void
    {
        throw new LannerError(static::class . ' cannot be serialized');
    }

    /** Takes over what was made, once. */
    protected function own(int $handle): void
    {
        $this->handle = $handle;
    }

    /** Refuses a second call of a constructor. */
    protected function begin(): void
    {
        if ($this->handle !== 0) {
            throw new LannerError(static::class . ' has been made already');
        }
    }

    /** The pointer for a call. */
    protected function live(): int
    {
        if (Native::$isLost) {
            throw Native::lost();
        }
        return $this->handle !== 0 ? $this->handle : throw new LannerError(static::class . ' was not made, or is gone');
    }

    /** Releases the pointer, by a function of the library. */
    protected function release(string $function): void
    {
        $handle = $this->handle;
        $this->handle = 0;
        if ($handle !== 0 && !Native::isReleasedByItsEnd()) {
            Native::ffi()->$function($handle);
        }
    }
}
