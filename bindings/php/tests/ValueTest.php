<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\ExternKind;
use Lanner\Instance;
use Lanner\LannerError;
use Lanner\Linker;
use Lanner\MemoryType;
use Lanner\Reference;
use Lanner\Store;
use Lanner\Table;
use Lanner\TableType;
use Lanner\ValueType;
use Lanner\WasmFunction;
use Lanner\WasmGlobal;
use PHPUnit\Framework\TestCase;

/** Values, both ways. */
final class ValueTest extends TestCase
{
    private Store $store;
    private Instance $instance;

    /** @var list<mixed> */
    private array $seen = [];

    protected function setUp(): void
    {
        $this->store = new Store(Guests::engine());
        $types = ['externref', 'v128', 'funcref', 'i64', 'f32', 'f64'];
        $this->instance = (new Linker(Guests::engine()))->defineFunction(
            $this->store,
            'host',
            'see',
            $types,
            ['funcref', 'externref', 'v128', 'i64', 'f32', 'f64'],
            function (mixed $value, string $vector, ?WasmFunction $function, int $i64, float $f32, float $f64): array {
                $this->seen = [$value, $vector, $function, $i64, $f32, $f64];
                return [$function, $value, strrev($vector), $i64, $f32, $f64];
            }
        )->instantiate($this->store, Guests::module(Guests::VALUES));
    }

    protected function tearDown(): void
    {
        $this->store->close();
    }

    public function testIntegers(): void
    {
        foreach ([0, 1, -1, 0x7fffffff, -0x80000000] as $value) {
            self::assertSame($value, $this->instance->call('i32', $value));
        }
        self::assertSame(-1, $this->instance->call('i32', 0xffffffff));
        foreach ([0, -1, PHP_INT_MAX, PHP_INT_MIN, 1 << 40] as $value) {
            self::assertSame($value, $this->instance->call('i64', $value));
        }
        $this->refuses(\ValueError::class, 'argument 0 is 4294967296; i32 holds -2147483648 to 4294967295', 'i32', 1 << 32);
        $this->refuses(\ValueError::class, 'argument 0 is -2147483649;', 'i32', -0x80000001);
        $this->refuses(\TypeError::class, 'argument 0 is float; int (i32) was expected', 'i32', 1.5);
        $this->refuses(\TypeError::class, 'argument 0 is string; int (i64) was expected', 'i64', '1');
        $this->refuses(\TypeError::class, 'argument 0 is bool; int (i32) was expected', 'i32', true);
        $this->refuses(\ArgumentCountError::class, '2 arguments were given; the function (i32) -> (i32) takes 1', 'i32', 1, 2);
        $this->refuses(\ArgumentCountError::class, '0 arguments were given', 'i32');
    }

    public function testFloats(): void
    {
        self::assertSame(0.5, $this->instance->call('f32', 0.5));
        self::assertSame(3.0, $this->instance->call('f64', 3));
        self::assertSame(INF, $this->instance->call('f32', 1e300));
        self::assertNan($this->instance->call('f64', NAN));
        self::assertSame(0.1, $this->instance->call('f64', 0.1));
        $this->refuses(\TypeError::class, 'argument 0 is string; float (f64) was expected', 'f64', '1');
    }

    public function testVectors(): void
    {
        $bytes = implode('', array_map('chr', range(0, 15)));
        self::assertSame(implode('', array_map('chr', range(0, 30, 2))), $this->instance->call('v128', $bytes));
        $this->refuses(\ValueError::class, 'argument 0 has 15 bytes; v128 has 16', 'v128', substr($bytes, 1));
        $this->refuses(\TypeError::class, 'argument 0 is int; a string of 16 bytes', 'v128', 1);
    }

    public function testReferences(): void
    {
        $thing = new \stdClass();
        foreach ([$thing, null, 5, 'text', [1, 2], false] as $value) {
            self::assertSame($value, $this->instance->call('externref', $value));
        }
        $function = $this->instance->function('i32');
        self::assertTrue($function->equals($this->instance->call('funcref', $function)));
        self::assertFalse($function->equals($this->instance->function('i64')));
        self::assertSame(7, $this->instance->call('funcref', $function)(7));
        self::assertNull($this->instance->call('funcref', null));
        $this->refuses(\TypeError::class, 'argument 0 is int; a WasmFunction (funcref) or null was expected', 'funcref', 1);
        $point = $this->instance->call('point', 11);
        self::assertInstanceOf(Reference::class, $point);
        self::assertSame(11, $this->instance->call('x', $point));
        $this->refuses(\TypeError::class, 'argument 0 is stdClass; a reference from a guest (anyref)', 'x', $thing);
        $other = Guests::calling(static fn () => null)->function('one');
        $this->refuses(LannerError::class, 'argument 0 belongs to another store', 'funcref', $other);
    }

    public function testAllTypesInHostFunctions(): void
    {
        [$thing, $vector, $function] = [[1], 'abcdefghijklmnop', $this->instance->function('i32')];
        $result = $this->instance->call('see', $thing, $vector, $function, PHP_INT_MIN, 0.5, 1e300);
        self::assertSame([$thing, $vector], array_slice($this->seen, 0, 2));
        self::assertSame([PHP_INT_MIN, 0.5, 1e300], array_slice($this->seen, 3));
        self::assertTrue($function->equals($this->seen[2]));
        self::assertSame([$thing, strrev($vector), PHP_INT_MIN, 0.5, 1e300], array_slice($result, 1));
        self::assertTrue($function->equals($result[0]));
        $zero = str_repeat("\0", 16);
        self::assertSame([null, null, $zero, 0, 0.0, 0.0], $this->instance->call('see', null, $zero, null, 0, 0, 0));
    }

    public function testResultsOfHostFunctionsAreChecked(): void
    {
        $call = fn (array $results, mixed $result): mixed => (new WasmFunction($this->store, [], $results, static fn () => $result))();
        self::assertSame([-1, 2.0], $call(['i32', 'f64'], [0xffffffff, 2]));
        self::assertNull($call([], null));
        foreach (
            [
                [[], 1, 'has returned int; () -> () returns null'],
                [['i32'], 'x', 'result 0 of the host function is string; int (i32) was expected'],
                [['i32'], null, 'result 0 of the host function is null; int (i32) was expected'],
                [['i32', 'i32'], [1], 'has returned 1 values; () -> (i32, i32) returns a list of 2'],
                [['externref', 'i32'], [new \stdClass(), 'x'], 'result 1 of the host function is string'],
            ] as [$results, $result, $message]
        ) {
            $error = Guests::thrown(static fn () => $call($results, $result));
            self::assertInstanceOf(\TypeError::class, $error);
            self::assertStringContainsString($message, $error->getMessage());
        }
        $error = Guests::thrown(static fn () => $call(['i33'], 1));
        self::assertInstanceOf(\ValueError::class, $error);
        self::assertStringContainsString("'i33' is no type of values; expected was one of i32, i64", $error->getMessage());
    }

    public function testGlobals(): void
    {
        $count = $this->instance->global('count');
        $count->set($count->get() + 1);
        self::assertSame(6, $count->get());
        self::assertSame(-7, $this->instance->global('constant')->get());
        self::assertSame([ValueType::I64, false], array_values((array) $this->instance->global('constant')->type()));
        $thing = new \stdClass();
        $this->instance->global('held')->set($thing);
        self::assertSame($thing, $this->instance->global('held')->get());
        self::assertSame(2.5, (new WasmGlobal($this->store, 'f64', 2.5))->get());
        self::assertSame('x', (new WasmGlobal($this->store, 'externref', 'x', true))->get());
        $error = Guests::thrown(fn () => $this->instance->global('constant')->set(1));
        self::assertStringContainsString('constant; a mutable one', $error->getMessage());
    }

    public function testTables(): void
    {
        [$table, $thing] = [$this->instance->table('objects'), new \stdClass()];
        $table[1] = $thing;
        self::assertSame($thing, $table[1]);
        self::assertNull($table[0]);
        self::assertSame(2, $table->grow(2, $thing));
        self::assertSame([4, $thing, true, false], [count($table), $table[3], isset($table[3]), isset($table[4])]);
        foreach ([4, -1] as $index) {
            self::assertInstanceOf(\OutOfBoundsException::class, Guests::thrown(fn () => $table[$index]));
        }
        self::assertInstanceOf(LannerError::class, Guests::thrown(fn () => $table->grow(1)));
        $this->instance->table('functions')[0] = $this->instance->function('i32');
        self::assertSame(9, $this->instance->table('functions')[0](9));
        self::assertSame(3, count(new Table($this->store, 'externref', 3, initial: 'x')));
    }

    public function testTypes(): void
    {
        $module = $this->instance->module;
        self::assertSame(['host', 'see', ExternKind::Function], array_slice(array_values((array) $module->imports[0]), 0, 3));
        self::assertSame(
            '(externref, v128, funcref, i64, f32, f64) -> (funcref, externref, v128, i64, f32, f64)',
            (string) $module->imports[0]->type
        );
        $exports = array_column($module->exports, null, 'name');
        self::assertEquals(new MemoryType(1, 3), $exports['memory']->type);
        self::assertEquals(new TableType(ValueType::ExternRef, 2, 4), $exports['objects']->type);
        self::assertEquals(new MemoryType(1, 3), $this->instance->memory()->type());
        $error = Guests::thrown(fn () => $this->instance['nothing']);
        self::assertStringContainsString("no export is named 'nothing'; the module exports 'i32', ", $error->getMessage());
        $error = Guests::thrown(fn () => $this->instance->table('i32'));
        self::assertStringContainsString('a Lanner\Table was expected', $error->getMessage());
        self::assertTrue(isset($this->instance['i32']) && !isset($this->instance['nothing']));
        self::assertSame($this->instance['i32'], $this->instance->export('i32'));
    }

    /** @param class-string<\Throwable> $class */
    private function refuses(string $class, string $message, string $function, mixed ...$arguments): void
    {
        $error = Guests::thrown(fn () => $this->instance->call($function, ...$arguments));
        self::assertInstanceOf($class, $error);
        self::assertStringContainsString($message, $error->getMessage());
    }
}
