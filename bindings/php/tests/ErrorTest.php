<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\Caller;
use Lanner\Engine;
use Lanner\Instance;
use Lanner\LannerError;
use Lanner\Linker;
use Lanner\Module;
use Lanner\Store;
use Lanner\Trap;
use Lanner\TrapCode;
use Lanner\WasmFunction;
use PHPUnit\Framework\TestCase;

/** Exceptions, traps, misuse. */
final class ErrorTest extends TestCase
{
    public function testExceptionsPassThroughGuestsAsTheyAre(): void
    {
        foreach ([new \LogicException('wrong'), new \Error(), new \DivisionByZeroError('by zero')] as $error) {
            $instance = Guests::calling(static fn () => throw $error);
            self::assertSame($error, Guests::thrown($instance->function('call')));
            self::assertSame(1, $instance->call('one'));
        }
    }

    public function testExceptionsPassThroughGuestsWithinGuests(): void
    {
        $error = new \LogicException('inside');
        $inner = Guests::calling(static fn () => throw $error);
        $outer = Guests::calling(static function () use ($inner): void {
            try {
                $inner->call('call');
            } finally {
                self::assertSame(1, $inner->call('one'));
            }
        });
        self::assertSame($error, Guests::thrown($outer->function('call')));
        // A trap of an inner guest is an error for the outer one.
        $outer = Guests::calling(static fn () => $inner->call('load', 65536));
        $trap = Guests::thrown($outer->function('call'));
        self::assertInstanceOf(Trap::class, $trap);
        self::assertSame(TrapCode::MemoryOutOfBounds, $trap->trapCode);
    }

    public function testWarningsThatBecomeExceptions(): void
    {
        set_error_handler(static fn (int $level, string $text) => throw new \ErrorException($text, 0, $level));
        try {
            $error = Guests::thrown(Guests::calling(static fn () => print($missing))->function('call'));
        } finally {
            restore_error_handler();
        }
        self::assertInstanceOf(\ErrorException::class, $error);
    }

    public function testTrapsHaveABacktrace(): void
    {
        $trap = Guests::thrown(fn () => Guests::calling(static fn () => null)->call('load', 65536));
        self::assertInstanceOf(Trap::class, $trap);
        self::assertSame([TrapCode::MemoryOutOfBounds, 1], [$trap->trapCode, $trap->getCode()]);
        $frame = $trap->frames[0];
        self::assertSame(['load', 'calls', 2], [$frame->functionName, $frame->moduleName, $frame->functionIndex]);
        self::assertMatchesRegularExpression('~^  at calls\.load \(\+0x[0-9a-f]+\)~', $trap->backtrace());
        self::assertNull($trap->frames[0]->source);
        $trap = Guests::thrown(fn () => Guests::calling(static fn () => null)->call('recurse', 1));
        self::assertSame(TrapCode::StackExhausted, $trap->trapCode);
        self::assertLessThanOrEqual(100, count($trap->frames));
    }

    public function testEndlessRecursionThroughTheHost(): void
    {
        // The stack of PHP and that of the guest are one; PHP's own calls have to have room, too.
        $instance = null;
        $depth = 0;
        $instance = Guests::calling(static function () use (&$instance, &$depth): void {
            $depth++;
            preg_replace_callback('~.~', static fn (array $found) => usort($found, static fn () => 0) ? $instance->call('call') : '', 'x');
        });
        $trap = Guests::thrown($instance->function('call'));
        self::assertInstanceOf(Trap::class, $trap);
        self::assertSame(TrapCode::StackExhausted, $trap->trapCode);
        self::assertGreaterThan(50, $depth);
        self::assertSame(1, $instance->call('one'));
    }

    public function testTheCallerIsKnownDuringTheCall(): void
    {
        $callers = [];
        $instance = Guests::calling(static function (Caller $caller) use (&$callers): void {
            $callers[] = $caller;
            $caller->memory()->write(0, 'here');
        }, true);
        $instance->call('call');
        self::assertSame('here', $instance->memory()->read(0, 4));
        self::assertSame($instance->store(), $callers[0]->store());
        $error = Guests::thrown(static fn () => $callers[0]->memory());
        self::assertStringContainsString('the call has ended', $error->getMessage());
    }

    public function testAStoreIsNotClosedUnderItsGuest(): void
    {
        $instance = Guests::calling(static function () use (&$instance): void {
            $instance->store()->close();
        });
        self::assertStringContainsString('while a guest of it runs', Guests::thrown($instance->function('call'))->getMessage());
        $instance->store()->close();
        self::assertTrue($instance->store()->isClosed());
        $error = Guests::thrown(static fn () => $instance->call('call'));
        self::assertSame('the store is closed; an open one was expected', $error->getMessage());
    }

    public function testFibersAreRefused(): void
    {
        $instance = Guests::calling(static function (): void {
            // A fiber that calls no guest is as good in a host function as elsewhere.
            $fiber = new \Fiber(static fn () => \Fiber::suspend(1));
            self::assertSame(1, $fiber->start());
            $fiber->resume();
        });
        $instance->call('call');
        $fiber = new \Fiber(static fn () => Guests::thrown($instance->function('one')));
        $fiber->start();
        self::assertStringContainsString('inside of a Fiber', $fiber->getReturn()->getMessage());
        $fiber = new \Fiber(static fn () => Guests::thrown(static fn () => new Instance(
            new Store(Guests::engine()),
            new Module(Guests::engine(), '(module)')
        )));
        $fiber->start();
        self::assertStringContainsString('inside of a Fiber', $fiber->getReturn()->getMessage());
        $outer = Guests::calling(static function () use ($instance): void {
            (new \Fiber(static fn () => $instance->call('one')))->start();
        });
        self::assertStringContainsString('inside of a Fiber', Guests::thrown($outer->function('call'))->getMessage());
        self::assertSame(1, $instance->call('one'));
    }

    public function testDeadlinesAndInterruption(): void
    {
        $instance = Guests::calling(static function () use (&$instance): void {
            $instance->store()->interrupt();
            self::assertTrue($instance->store()->isInterrupted());
        });
        $store = $instance->store();
        $trap = Guests::thrown(static fn () => $store->withDeadline(0.02, $instance->function('spin')));
        self::assertSame(TrapCode::DeadlinePassed, $trap->trapCode);
        self::assertSame(TrapCode::Interrupted, Guests::thrown($instance->function('spin_and_call'))->trapCode);
        self::assertSame(1, $instance->call('one'));
        self::assertInstanceOf(\ValueError::class, Guests::thrown(static fn () => $store->setDeadline(-1)));
        self::assertInstanceOf(\ValueError::class, Guests::thrown(static fn () => $store->setDeadline(NAN)));
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => (new Store(new Engine()))->setDeadline(1)));
        $limited = new Store(Guests::engine(), callSeconds: 0.02);
        $instance = new Instance($limited, new Module(Guests::engine(), '(module (func (export "spin") (loop (br 0))))'));
        self::assertSame(TrapCode::DeadlinePassed, Guests::thrown($instance->function('spin'))->trapCode);
    }

    public function testMessagesSayWhatWasExpected(): void
    {
        $engine = Guests::engine();
        foreach (["\0asm\1\0\0", '(module (func (result i32)))', 'x'] as $source) {
            $error = Guests::thrown(static fn () => new Module($engine, $source));
            self::assertInstanceOf(LannerError::class, $error);
            self::assertNotSame('', $error->getMessage());
        }
        $error = Guests::thrown(static fn () => new Instance(new Store($engine), Guests::module(Guests::CALLS)));
        self::assertInstanceOf(LannerError::class, $error);
        self::assertStringContainsString('host', $error->getMessage());
        self::assertInstanceOf(\ValueError::class, Guests::thrown(static fn () => new Store($engine, memoryBytes: -1)));
        self::assertInstanceOf(\ValueError::class, Guests::thrown(static fn () => Module::fromFile($engine, "a\0b")));
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => Module::fromFile($engine, '/nowhere')));
    }

    public function testNothingIsCopiedSerializedOrMadeTwice(): void
    {
        $instance = Guests::calling(static fn () => null);
        $store = $instance->store();
        foreach ([$instance, $store, $instance->memory(), $instance->function('one'), Guests::engine()] as $object) {
            self::assertInstanceOf(\Error::class, Guests::thrown(static fn () => clone $object));
            self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => serialize($object)));
        }
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $store->__construct(Guests::engine())));
        self::assertInstanceOf(\Error::class, Guests::thrown(static fn () => Guests::engine()->__construct()));
        $text = 'O:' . strlen(Store::class) . ':"' . Store::class . '":0:{}';
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => unserialize($text)));
        // What was made without its constructor, or destroyed by hand, is of no use, and harmless.
        foreach ([Engine::class, Store::class, WasmFunction::class, Linker::class, Instance::class] as $class) {
            $object = (new \ReflectionClass($class))->newInstanceWithoutConstructor();
            self::assertInstanceOf(\Throwable::class, Guests::thrown(static fn () => match (true) {
                $object instanceof Engine => $object->memoryMode(),
                $object instanceof Store => $object->fuel(),
                $object instanceof WasmFunction => $object(),
                $object instanceof Linker => $object->instantiate($store, $instance->module),
                default => $object->export('one'),
            }));
        }
        $one = $instance->function('one');
        $one->__destruct();
        self::assertInstanceOf(LannerError::class, Guests::thrown($one));
    }
}
