<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\Instance;
use Lanner\LannerError;
use Lanner\Linker;
use Lanner\Memory;
use Lanner\Store;
use PHPUnit\Framework\TestCase;

/** Memories, and views of them. */
final class MemoryTest extends TestCase
{
    private Memory $memory;

    protected function setUp(): void
    {
        $this->memory = new Memory(new Store(Guests::engine()), 1, 3);
    }

    public function testBytes(): void
    {
        $memory = $this->memory;
        $memory->write(10, "a\0b");
        self::assertSame("a\0b", $memory->read(10, 3));
        $memory[10] = 0x78;
        self::assertSame([0x78, 'x', ''], [$memory[10], $memory->readString(10), $memory->read(65536, 0)]);
        self::assertSame(6, $memory->writeString(20, 'hello'));
        self::assertSame('hello', $memory->readString(20));
        self::assertSame('hel', $memory->readString(20, 3));
        $long = str_repeat('x', 1000);
        $memory->writeString(100, $long);
        self::assertSame($long, $memory->readString(100));
        $memory->write(65530, 'xxxxxx');
        $this->isOutside(static fn () => $memory->readString(65530));
    }

    public function testNumbers(): void
    {
        $memory = $this->memory;
        foreach ([0, 1, 3, 65528] as $address) {
            foreach (
                ['Int8' => [-5, -5], 'Int16' => [-500, -500], 'Int32' => [-70000, -70000], 'Int64' => [PHP_INT_MIN, PHP_INT_MIN],
                 'Float32' => [0.5, 0.5], 'Float64' => [0.1, 0.1]] as $type => [$value, $expected]
            ) {
                $memory->{"set$type"}($address, $value);
                self::assertSame($expected, $memory->{"get$type"}($address));
            }
            $memory->setInt32($address, -1);
            self::assertSame([255, 65535, 0xffffffff], [
                $memory->getUint8($address), $memory->getUint16($address), $memory->getUint32($address),
            ]);
        }
        $memory->write(4, pack('e', 1.25));
        self::assertSame(1.25, $memory->getFloat64(4));
    }

    public function testBounds(): void
    {
        $memory = $this->memory;
        foreach ([-1, 65529, 65536, PHP_INT_MAX, PHP_INT_MIN] as $address) {
            $this->isOutside(static fn () => $memory->getInt64($address));
            $this->isOutside(static fn () => $memory->setFloat64($address, 1));
            $this->isOutside(static fn () => $memory->read($address, 8));
            $this->isOutside(static fn () => $memory->write($address, '12345678'));
        }
        $this->isOutside(static fn () => $memory->read(0, -1));
        $this->isOutside(static fn () => $memory->read(0, PHP_INT_MAX));
        $this->isOutside(static fn () => $memory[65536]);
        self::assertInstanceOf(\ValueError::class, Guests::thrown(static fn () => $memory[0] = 256));
        self::assertInstanceOf(\TypeError::class, Guests::thrown(static fn () => $memory['0']));
    }

    public function testGrowth(): void
    {
        self::assertSame(1, $this->memory->grow(1));
        self::assertSame([2, 131072], [$this->memory->pages(), count($this->memory)]);
        $this->memory->setInt32(131068, 7);
        $error = Guests::thrown(fn () => $this->memory->grow(2));
        self::assertInstanceOf(LannerError::class, $error);
        self::assertStringContainsString('has 2 pages and does not grow by 2', $error->getMessage());
        self::assertInstanceOf(\ValueError::class, Guests::thrown(fn () => $this->memory->grow(-1)));
        self::assertInstanceOf(\ValueError::class, Guests::thrown(fn () => new Memory($this->memory->store(), 1 << 32)));
    }

    public function testViewsShareTheBytes(): void
    {
        $view = $this->memory->view();
        self::assertSame(65536, count($view));
        $view[3] = 200;
        self::assertSame(200, $this->memory[3]);
        $this->memory->write(0, 'abc');
        self::assertSame('abc', \FFI::string($view, 3));
        self::assertInstanceOf(\FFI\Exception::class, Guests::thrown(static fn () => $view[65536]));
        // After growth it shows what it has shown.
        $this->memory->grow(2);
        self::assertSame(ord('a'), $view[0]);
        $this->memory[0] = 5;
        self::assertSame([5, 65536, 3 * 65536], [$view[0], count($view), count($this->memory->view())]);
    }

    public function testViewsOutliveTheirStore(): void
    {
        $views = [];
        for ($number = 0; $number < 50; $number++) {
            $memory = new Memory(new Store(Guests::engine()), 1);
            $memory->write(0, 'kept');
            $views[] = $memory->view();
            $memory->store()->close();
            self::assertStringContainsString('the store is closed', Guests::thrown(static fn () => $memory->read(0, 1))->getMessage());
            self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $memory->view()));
        }
        unset($memory);
        gc_collect_cycles();
        foreach ($views as $view) {
            self::assertSame('kept', \FFI::string($view, 4));
            $view[65535] = 1;
        }
    }

    public function testAnEmptyMemory(): void
    {
        $memory = new Memory($this->memory->store(), 0);
        self::assertSame(['', 0], [$memory->read(0, 0), count($memory)]);
        $this->isOutside(static fn () => $memory[0]);
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $memory->view()));
        self::assertSame(0, $memory->grow(1));
        self::assertSame(0, $memory[65535]);
    }

    public function testGuestsAndHostSeeTheSame(): void
    {
        $instance = $this->values();
        $instance->call('store', 65532, 0x01020304);
        self::assertSame(0x01020304, $instance->memory()->getInt32(65532));
        self::assertSame(1, $instance->call('grow'));
        $instance->call('store', 131068, 9);
        self::assertSame(9, $instance->memory()->getInt32(131068));
    }

    private function values(): Instance
    {
        $store = new Store(Guests::engine());
        return (new Linker(Guests::engine()))->defineUnknown(Guests::module(Guests::VALUES))
            ->instantiate($store, Guests::module(Guests::VALUES));
    }

    private function isOutside(callable $function): void
    {
        self::assertInstanceOf(\OutOfBoundsException::class, Guests::thrown($function));
    }
}
