<?php

declare(strict_types=1);

namespace Lanner\Internal;

use Lanner\LannerError;

/**
 * What a store has, and those who belong to it need.
 *
 * @internal
 */
final class StoreState
{
    /** The store; 0 once it is closed. */
    public int $handle = 0;

    /** How many host functions run that its guests have called. */
    public int $running = 0;

    /** @var array<int, mixed> the objects that its guests hold, by their keys */
    public array $objects = [];

    /** @var array<int, HostFunction|ComponentHost> the host's functions, by their keys */
    public array $functions = [];

    /** Deletes the store, when the last view of its memories is gone too. */
    public ?Keeper $keeper = null;

    /** @var \WeakReference<\Lanner\Store> */
    public readonly \WeakReference $store;

    /** @param \WeakReference<\Lanner\Store> $store */
    public function __construct(\WeakReference $store)
    {
        $this->store = $store;
    }

    public function open(): int
    {
        return $this->handle !== 0 ? $this->handle : throw $this->refusal();
    }

    public function refusal(): LannerError
    {
        return Native::$isLost ? Native::lost() : new LannerError('the store is closed; an open one was expected');
    }

    /** Lets go of the objects that no guest refers to any more. */
    public function forget(): void
    {
        foreach (Calls::$released as $index => $key) {
            if (\array_key_exists($key, $this->objects)) {
                // The destructor may call guests, which add to the list.
                unset(Calls::$released[$index], $this->objects[$key]);
            }
        }
    }

    /** Ends the store, and lets go of everything. */
    public function close(): void
    {
        $this->handle = 0;
        foreach ($this->functions as $key => $_) {
            unset(Calls::$functions[$key]);
        }
        // Their destructors run at the end of this, when the store is closed for them too.
        [$functions, $objects, $this->functions, $this->objects] = [$this->functions, $this->objects, [], []];
        $this->keeper = null;
        if (Calls::$released !== []) {
            Calls::$released = array_filter(Calls::$released, static fn (int $key): bool => !\array_key_exists($key, $objects));
        }
    }
}
