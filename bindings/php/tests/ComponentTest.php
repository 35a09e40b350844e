<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\Component;
use Lanner\ComponentError;
use Lanner\ComponentInstance;
use Lanner\ComponentLinker;
use Lanner\LannerError;
use Lanner\Store;
use Lanner\Trap;
use PHPUnit\Framework\TestCase;

/** Components: values, host functions, results, mistakes. */
final class ComponentTest extends TestCase
{
    private const PATH = __DIR__ . '/../../scenarios/component.wat';
    private const HOST = 'lanner:scenarios/host@1.0.0';

    public function testValues(): void
    {
        $instance = self::open();
        self::assertSame('18446744073709551615', $instance->call('decrement-unsigned', 0));
        self::assertSame(PHP_INT_MIN, $instance->call('decrement-signed', PHP_INT_MIN + 1));
        self::assertSame('9223372036854775808', $instance->call('decrement-unsigned', '9223372036854775809'));
        self::assertSame(['x' => 4, 'y' => 15], $instance->call('middle', ['x' => 0, 'y' => 10], (object) ['x' => 8, 'y' => 20]));
        self::assertSame("\x07\xff\0", pack('C*', ...$instance->call('reverse', base64_encode("\0\xff\x07"))));
        self::assertSame(['circle' => 'Infinity'], $instance->call('grow', ['circle' => INF]));
        self::assertSame(['circle' => 'Infinity'], $instance->call('grow', (object) ['circle' => INF]));
        self::assertSame('NaN', $instance->call('half', NAN));
        self::assertSame(0.05, $instance->call('half', 0.1));
        self::assertNull($instance->call('double', null));
        self::assertSame('[{"x":2,"y":1}]', $instance->callJson('mirror', '[[{"x": 1, "y": 2}]]'));
        self::assertSame('ok(3)', $instance->callWave('divide(7, 2)'));
    }

    /** What the README says about a component that was made of Rust. */
    public function testAComponentCountsWords(): void
    {
        $component = Component::fromFile(Guests::engine(), __DIR__ . '/../../../samples/components/words-rust.wasm');
        $words = (new ComponentLinker(new Store(Guests::engine())))->instantiate($component);
        $counts = [];
        foreach ($words->call('count', 'the host and the guest') as ['word' => $word, 'count' => $count]) {
            $counts[$word] = $count;
        }
        self::assertSame(['the' => 2, 'and' => 1, 'guest' => 1, 'host' => 1], $counts);
        self::assertSame('[{word: "host", count: 1}]', $words->callWave('count("host")'));
    }

    public function testResults(): void
    {
        $instance = self::open(null, static fn (string $key): int => $key === 'right' ? 7 : throw new ComponentError("no $key"));
        self::assertSame(7, $instance->call('values#ask', 'right'));
        $error = Guests::thrown(static fn () => $instance->call('ask', 'wrong'));
        self::assertInstanceOf(ComponentError::class, $error);
        self::assertSame(['no wrong', 'no wrong'], [$error->value, $error->getMessage()]);
        $error = Guests::thrown(static fn () => $instance->call('lanner:scenarios/values@1.0.0#allow', 'blue'));
        self::assertSame('blue', $error->value);
        self::assertSame('{"error":"division by zero"}', $instance->callJson('divide', '[1, 0]'));
    }

    /** The type of a function may have a name; then that says whether it is a result. */
    public function testNamedTypesOfResults(): void
    {
        $component = new Component(Guests::engine(), <<<'WAT'
            (component
              (core module $m (func (export "f") (param i32) (result i32) (local.get 0)))
              (core instance $i (instantiate $m))
              (type $r (result))
              (export $answer "answer" (type $r))
              (type $v (variant (case "ok") (case "error")))
              (export $state "state" (type $v))
              (func (export "named") (param "value" $answer) (result $answer) (canon lift (core func $i "f")))
              (func (export "other") (param "value" $state) (result $state) (canon lift (core func $i "f"))))
            WAT);
        $instance = (new ComponentLinker(new Store(Guests::engine())))->instantiate($component);
        self::assertNull($instance->call('named', ['ok' => null]));
        $error = Guests::thrown(static fn () => $instance->call('named', ['error' => null]));
        self::assertInstanceOf(ComponentError::class, $error);
        self::assertNull($error->value);
        self::assertSame('error', $instance->call('other', 'error'));
    }

    public function testHostFunctions(): void
    {
        $thrown = new \DomainException('out of here');
        $instance = self::open(static fn (string $name): string => $name === 'x' ? throw $thrown : "$name!");
        self::assertSame('Ada!', $instance->call('greet', 'Ada'));
        self::assertSame($thrown, Guests::thrown(static fn () => $instance->call('greet', 'x')));
        // An error of a result where the type is none ends the guest.
        $thrown = new ComponentError(['a' => 1]);
        $instance = self::open(static fn (string $name): string => throw $thrown);
        self::assertSame($thrown, Guests::thrown(static fn () => $instance->call('greet', 'x')));
        foreach (
            [
                [static fn (string $name): int => 5, LannerError::class, 'no result of its type'],
                [static fn (int $name): string => '', \TypeError::class, 'must be of type int'],
                [static fn (string $name): string => "\xff", \ValueError::class, 'the result of the host function cannot be written'],
            ] as [$function, $class, $message]
        ) {
            $error = Guests::thrown(static fn () => self::open($function)->call('greet', 'Ada'));
            self::assertInstanceOf($class, $error);
            self::assertStringContainsString($message, $error->getMessage());
        }
        $inner = null;
        $instance = self::open(static function (string $name) use (&$inner): string {
            return $inner->call('greet', $name);
        });
        $inner = self::open(static fn (string $name): string => "inner $name");
        self::assertSame('inner Ada', $instance->call('greet', 'Ada'));
        // A component that has called out is not entered again.
        $again = null;
        $again = self::open(static function () use (&$again): string {
            return $again->call('greet', 'x');
        });
        self::assertInstanceOf(Trap::class, Guests::thrown(static fn () => $again->call('greet', 'x')));
    }

    public function testInterfaces(): void
    {
        $instance = self::open();
        $component = $instance->component;
        self::assertSame([self::HOST, 'result<u32, string>'], [
            $component->imports[0]['name'],
            $component->imports[0]['exports'][1]['result'],
        ]);
        self::assertSame($component->exports, $instance->exports());
        $kinds = array_column($component->exports[0]['exports'], 'kind', 'name');
        self::assertSame(['type', 'function'], [$kinds['point'], $kinds['middle']]);
    }

    public function testMistakes(): void
    {
        $engine = Guests::engine();
        $store = new Store($engine);
        $linker = new ComponentLinker($store);
        foreach (
            [
                [static fn () => new Component($engine, '(component (import))'), ''],
                [static fn () => new Component($engine, "\0asm\x0d\0\x01\0\x63"), ''],
                [static fn () => Component::fromFile($engine, 'missing.wasm'), 'missing.wasm'],
                [static fn () => $linker->instantiate(Component::fromFile($engine, self::PATH)), 'lanner:scenarios/host'],
                [static fn () => $linker->run(Component::fromFile($engine, self::PATH)), ''],
            ] as [$function, $message]
        ) {
            $error = Guests::thrown($function);
            self::assertSame(LannerError::class, $error::class);
            self::assertStringContainsString($message, $error->getMessage());
        }
        self::assertInstanceOf(\ValueError::class, Guests::thrown(static fn () => $linker->define("a\0", 'b', 'strlen')));
        $instance = self::open();
        $resource = fopen('php://memory', 'r');
        $error = Guests::thrown(static fn () => $instance->call('not', $resource));
        self::assertInstanceOf(\ValueError::class, $error);
        self::assertStringContainsString('an argument cannot be written as JSON', $error->getMessage());
        $deep = [];
        for ($depth = 0; $depth < 1000; $depth++) {
            $deep = [$deep];
        }
        self::assertInstanceOf(\ValueError::class, Guests::thrown(static fn () => $instance->call('not', $deep)));
        $own = [];
        $own[0] = &$own;
        self::assertInstanceOf(\ValueError::class, Guests::thrown(static fn () => $instance->call('not', $own)));
        $instance->store()->close();
        $error = Guests::thrown(static fn () => $instance->call('add', 1, 2));
        self::assertStringContainsString('the store is closed', $error->getMessage());
    }

    private static function open(?callable $fullName = null, ?callable $lookup = null): ComponentInstance
    {
        $linker = new ComponentLinker(new Store(Guests::engine()));
        return $linker
            ->define(self::HOST, 'full-name', $fullName ?? strtoupper(...))
            ->define(self::HOST, 'lookup', $lookup ?? static fn (): int => 0)
            ->instantiate(Component::fromFile(Guests::engine(), self::PATH));
    }
}
