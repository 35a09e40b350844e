<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\Instance;
use Lanner\Linker;
use Lanner\Store;
use Lanner\WasmFunction;
use PHPUnit\Framework\TestCase;

/** What lives how long. */
final class LifetimeTest extends TestCase
{
    public function testObjectsAreLetGoWithTheirStore(): void
    {
        $instance = $this->values();
        $thing = new \stdClass();
        $reference = \WeakReference::create($thing);
        $instance->table('objects')[0] = $thing;
        unset($thing);
        gc_collect_cycles();
        self::assertNotNull($reference->get());
        $instance->store()->close();
        self::assertNull($reference->get());
    }

    public function testAStoreWithFunctionsThatReferToItIsCollected(): void
    {
        $store = new Store(Guests::engine());
        $function = new WasmFunction($store, [], ['i32'], static fn (): int => $store->isClosed() ? 1 : 3);
        self::assertSame(3, $function());
        $references = [\WeakReference::create($store), \WeakReference::create($function)];
        unset($store, $function);
        gc_collect_cycles();
        self::assertSame([null, null], array_map(static fn (\WeakReference $reference) => $reference->get(), $references));
    }

    public function testAStoreWhoseObjectsReferToItIsCollected(): void
    {
        $instance = $this->values();
        $instance->table('objects')[0] = $instance;
        $reference = \WeakReference::create($instance->store());
        unset($instance);
        gc_collect_cycles();
        self::assertNull($reference->get());
    }

    public function testWhatIsInAStoreKeepsIt(): void
    {
        $function = Guests::calling(static fn () => null)->function('call');
        $memory = Guests::calling(static fn () => null)->memory();
        gc_collect_cycles();
        self::assertNull($function());
        self::assertSame(0, $memory[0]);
    }

    public function testDestructorsOfObjectsMayCallGuests(): void
    {
        $instance = $this->values();
        $log = [];
        for ($number = 0; $number < 2000; $number++) {
            $instance->call('externref', new class ($instance, $log) {
                /** @param list<mixed> $log */
                public function __construct(private readonly Instance $instance, private array &$log)
                {
                }

                public function __destruct()
                {
                    $this->log[] = $this->instance->store()->isClosed() ? null : $this->instance->call('i32', 5);
                }
            });
        }
        $instance->store()->close();
        self::assertCount(2000, $log);
        self::assertSame([], array_filter($log, static fn (mixed $value) => $value !== null && $value !== 5));
    }

    public function testManyStoresAndCallsUnderTheGarbageCollector(): void
    {
        $before = 0;
        for ($round = 0; $round < 6; $round++) {
            for ($number = 0; $number < 50; $number++) {
                $instance = null;
                $instance = Guests::calling(static function () use (&$instance): void {
                    $cycle = new \stdClass();
                    $cycle->self = $cycle;
                    if (mt_rand(0, 9) === 0) {
                        gc_collect_cycles();
                    }
                    $instance?->call('one');
                });
                $instance->memory()->view()[0] = 1;
                for ($call = 0; $call < 10; $call++) {
                    $instance->call('call');
                }
                if ($number % 2 === 0) {
                    $instance->store()->close();
                }
            }
            $instance = null;
            gc_collect_cycles();
            $before = $round === 1 ? memory_get_usage() : $before;
        }
        self::assertLessThan($before + 100_000, memory_get_usage());
    }

    public function testCallsLeakNothing(): void
    {
        $instance = $this->values();
        $calling = Guests::calling(static fn () => throw new \LogicException('x'));
        $work = static function (int $count) use ($instance, $calling): void {
            for ($number = 0; $number < $count; $number++) {
                $instance->call('i32', $number);
                $instance->call('f64', 1.5);
                Guests::thrown($calling->function('call'));
                Guests::thrown(static fn () => $calling->call('load', 65536));
                Guests::thrown(static fn () => $instance->call('i32', 'x'));
            }
        };
        $work(500);
        $before = memory_get_usage();
        $work(2000);
        self::assertLessThan($before + 10_000, memory_get_usage());
    }

    private function values(): Instance
    {
        $module = Guests::module(Guests::VALUES);
        return (new Linker(Guests::engine()))->defineUnknown($module)->instantiate(new Store(Guests::engine()), $module);
    }
}
