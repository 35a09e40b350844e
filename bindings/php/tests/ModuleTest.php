<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\Allocator;
use Lanner\Compilation;
use Lanner\Engine;
use Lanner\Features;
use Lanner\Files;
use Lanner\Instance;
use Lanner\KeyValueStore;
use Lanner\Lanner;
use Lanner\LannerError;
use Lanner\Linker;
use Lanner\MemoryMode;
use Lanner\Module;
use Lanner\Rights;
use Lanner\Store;
use Lanner\Stream;
use Lanner\Trap;
use Lanner\TrapCode;
use Lanner\WasiConfig;
use Lanner\WasiLimit;
use PHPUnit\Framework\TestCase;

/** Engines, modules, stores, linkers, WASI. */
final class ModuleTest extends TestCase
{
    private const ONE = '(module (func (export "one") (result i32) i32.const 1))';

    public function testFormats(): void
    {
        self::assertSame('0.1.0', Lanner::version());
        $engine = new Engine(fuel: true);
        $binary = Lanner::textToBinary(self::ONE);
        self::assertStringStartsWith("\0asm", $binary);
        self::assertStringContainsString('(export "one"', Lanner::binaryToText($binary));
        $module = new Module($engine, $binary);
        $folder = sys_get_temp_dir() . '/lanner-' . bin2hex(random_bytes(6));
        mkdir($folder);
        try {
            $module->saveCompiled("$folder/one.lanner");
            file_put_contents("$folder/one.wasm", $binary);
            $modules = [
                $module,
                Module::deserialize($engine, $module->serialize()),
                Module::loadCompiled($engine, "$folder/one.lanner"),
                Module::fromFile($engine, "$folder/one.wasm"),
            ];
        } finally {
            array_map('unlink', glob("$folder/*"));
            rmdir($folder);
        }
        foreach ($modules as $made) {
            self::assertSame(1, (new Instance(new Store($engine, fuel: 1000), $made))->call('one'));
        }
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => Lanner::textToBinary('(modul)')));
    }

    public function testOptions(): void
    {
        self::assertSame(MemoryMode::Checked, (new Engine(memoryMode: MemoryMode::Checked))->memoryMode());
        $engine = new Engine(deterministic: true, compilation: Compilation::Eager, features: Features::MULTI_VALUE);
        self::assertSame(1, (new Instance(new Store($engine), new Module($engine, self::ONE)))->call('one'));
        $vector = '(module (func (param v128)))';
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => new Module($engine, $vector)));
        $cache = sys_get_temp_dir() . '/lanner-' . bin2hex(random_bytes(6));
        mkdir($cache);
        try {
            $engine = new Engine(cache: $cache);
            self::assertSame(1, (new Instance(new Store($engine), new Module($engine, self::ONE)))->call('one'));
            // Another thread writes what was compiled.
            for ($end = microtime(true) + 100; glob("$cache/*.lanner") === [] && microtime(true) < $end;) {
                usleep(1000);
            }
            self::assertCount(1, glob("$cache/*.lanner"));
        } finally {
            // The thread that writes still deletes its locks.
            array_map(static fn ($file) => @unlink($file), glob("$cache/*"));
            @rmdir($cache);
        }
    }

    public function testFuel(): void
    {
        $engine = new Engine(fuel: true);
        $store = new Store($engine, fuel: 1000);
        $instance = new Instance($store, new Module($engine, self::ONE));
        $instance->call('one');
        self::assertSame(1000, $store->fuel() + $store->fuelConsumed());
        self::assertGreaterThan(0, $store->fuelConsumed());
        $left = $store->fuel();
        $store->addFuel(5);
        self::assertSame($left + 5, $store->fuel());
        $store->setFuel(0);
        self::assertSame(TrapCode::OutOfFuel, Guests::thrown($instance->function('one'))->trapCode);
    }

    public function testLinkers(): void
    {
        $engine = Guests::engine();
        $store = new Store($engine);
        $one = new Instance($store, new Module($engine, self::ONE));
        $linker = (new Linker($engine))->defineInstance('one', $one);
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $linker->define('one', 'one', $one['one'])));
        (new Linker($engine, allowShadowing: true))->defineInstance('one', $one)->define('one', 'one', $one['one']);
        $module = new Module($engine, '(module (import "one" "one" (func (result i32))) (import "no" "such" (func))
            (export "f" (func 0)) (export "no" (func 1)))');
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $linker->instantiate($store, $module)));
        $instance = $linker->defineUnknown($module)->instantiate($store, $module);
        self::assertSame(1, $instance->call('f'));
        self::assertInstanceOf(LannerError::class, Guests::thrown($instance->function('no')));
        $start = new Module($engine, '(module (func $f unreachable) (start $f))');
        self::assertSame(TrapCode::Unreachable, Guests::thrown(static fn () => new Instance($store, $start))->trapCode);
        // What belongs to a store that is closed.
        $store->close();
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $linker->instantiate(new Store($engine), $module)));
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $linker->defineInstance('x', $one)));
    }

    public function testFilesInMemory(): void
    {
        $files = (new Files())->createDirectory('/in')->write('/in/a.txt', "con\0tent");
        self::assertSame("con\0tent", $files->read('/in/a.txt'));
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $files->read('/in/b.txt')));
        $wasi = (new WasiConfig())->addFiles($files, '/', Rights::ALL)->setRandomSeed(7)->inheritEnvironment();
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $wasi->capture(Stream::STDIN)));
    }

    public function testRunsProgramsOfWasi(): void
    {
        $engine = Guests::engine();
        foreach ([['(call $exit (i32.const 3))', 3], ['(nop)', 0]] as [$body, $status]) {
            $module = new Module($engine, '(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (memory (export "memory") 1) (func (export "_start") ' . $body . '))');
            $linker = (new Linker($engine))->defineWasi(new WasiConfig());
            self::assertSame($status, $linker->instantiate(new Store($engine), $module)->run());
        }
    }

    public function testAProgramHasThreadsAnArchiveAListenerAndAClockOfItsOwn(): void
    {
        $engine = Guests::engine();
        $folder = sys_get_temp_dir() . '/lanner-' . bin2hex(random_bytes(6));
        mkdir($folder);
        try {
            $archive = new \ZipArchive();
            $archive->open("$folder/program.zip", \ZipArchive::CREATE);
            $archive->addFromString('file.txt', "a file of the archive\n");
            $archive->close();
            foreach ([7, 7.0, new \DateTimeImmutable('1970-01-01T00:00:07.9Z')] as $start) {
                $wasi = (new WasiConfig())->capture()->setClock($start)->setMostDescriptors(16)
                    ->addArchive("$folder/program.zip", '/archive')->addListener('127.0.0.1:0')
                    ->allowPeers('127.0.0.0/8')->allowPeers('::1', 80);
                $status = (new Linker($engine))->defineWasi($wasi)->run(new Store($engine), new Module($engine, Guests::program()));
                self::assertSame([7, "a file of the archive\n", ''], [$status, $wasi->stdout(), $wasi->stderr()]);
            }
        } finally {
            array_map('unlink', glob("$folder/*"));
            rmdir($folder);
        }
    }

    public function testGrantsThatCannotBe(): void
    {
        $wasi = new WasiConfig();
        $mistakes = [
            fn () => $wasi->addArchive('there is none', '/archive'),
            fn () => $wasi->addListener('127.0.0.1'),
            fn () => $wasi->allowPeers('everybody'),
        ];
        foreach ($mistakes as $index => $mistake) {
            self::assertInstanceOf(LannerError::class, Guests::thrown($mistake), "$index");
        }
        $wrong = [
            fn () => $wasi->addArchive("a\0b", '/archive'),
            fn () => $wasi->addListener("127.0.0.1:0\0"),
            fn () => $wasi->allowPeers("::1\0"),
            fn () => $wasi->allowPeers('::1', 65536),
            fn () => $wasi->allowPeers('::1', -1),
            fn () => $wasi->setClock(NAN),
            fn () => $wasi->setClock(1e300),
            fn () => $wasi->setClock(0, -1),
            fn () => $wasi->setClock(0, INF),
            fn () => $wasi->setMostDescriptors(-1),
            fn () => $wasi->setMostDescriptors(1 << 32),
        ];
        foreach ($wrong as $index => $mistake) {
            self::assertInstanceOf(\ValueError::class, Guests::thrown($mistake), "$index");
        }
    }

    public function testGrantsForComponents(): void
    {
        $store = (new KeyValueStore(200))->set('key', "a\0b");
        self::assertSame("a\0b", $store->get('key'));
        $wasi = (new WasiConfig())->allowConnect('udp://10.0.0.0/8')->allowListen('127.0.0.1:0')->allowNameLookup('*.example.com')
            ->allowHttp('https://example.com')->allowPrivateAnswers()->addSetting('name', 'value')->addKeyValueStore('store', $store)
            ->addOverlay(__DIR__, '/');
        foreach (WasiLimit::cases() as $limit) {
            $wasi->setLimit($limit, PHP_INT_MAX);
        }
        $mistakes = [
            "'http://example.com' cannot be granted: write [tcp" => fn () => $wasi->allowConnect('http://example.com'),
            "'example.com:80' cannot be granted: guests listen at addresses" => fn () => $wasi->allowListen('example.com:80'),
            "'10.0.0.0/8' is no name of hosts" => fn () => $wasi->allowNameLookup('10.0.0.0/8'),
            "'udp://example.com' cannot be granted: write [http" => fn () => $wasi->allowHttp('udp://example.com'),
            '/no such directory' => fn () => $wasi->addOverlay('/no such directory', '/'),
            'store' => fn () => $wasi->addKeyValueStore('store', $store),
            'There is no key "other"' => fn () => $store->get('other'),
            'the store is full' => fn () => $store->set('other', str_repeat('x', 200)),
        ];
        foreach ($mistakes as $message => $mistake) {
            $error = Guests::thrown($mistake);
            self::assertInstanceOf(LannerError::class, $error);
            self::assertStringContainsString($message, $error->getMessage());
        }
        $wrong = [
            fn () => $wasi->setLimit(WasiLimit::Sockets, -1),
            fn () => $wasi->addOverlay(__DIR__, '/', -1),
            fn () => $wasi->addSetting("a\0", ''),
            fn () => new KeyValueStore(-1),
        ];
        foreach ($wrong as $index => $mistake) {
            self::assertInstanceOf(\ValueError::class, Guests::thrown($mistake), "$index");
        }
    }

    public function testProgramsThatDoNotEndWell(): void
    {
        $engine = Guests::engine();
        $store = new Store($engine);
        $linker = new Linker($engine);
        $run = static fn (string $text) => Guests::thrown(static fn () => $linker->run($store, new Module($engine, $text)));
        self::assertSame(TrapCode::Unreachable, $run('(module (func (export "_start") unreachable))')->trapCode);
        // No program, and one that imports what is not defined.
        self::assertInstanceOf(LannerError::class, $run('(module)'));
        self::assertInstanceOf(LannerError::class, $run('(module (import "a" "b" (func)) (func (export "_start")))'));
        $error = new \LogicException('from PHP');
        $linker->defineFunction($store, 'host', 'f', [], [], static fn () => throw $error);
        self::assertSame($error, $run('(module (import "host" "f" (func $f)) (func (export "_start") (call $f)))'));
        self::assertSame(0, $linker->run($store, new Module($engine, '(module (func (export "_start")))')));
        // PHP is not called on threads of guests.
        $trap = $run('(module (import "env" "memory" (memory 1 1 shared)) (import "host" "f" (func $f))
            (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
            (func (export "wasi_thread_start") (param i32 i32) (call $f))
            (func (export "_start") (drop (call $spawn (i32.const 0)))
                (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 100_000_000_000)))))');
        self::assertInstanceOf(Trap::class, $trap);
        self::assertStringContainsString('belongs to another store', $trap->getMessage());
        $store->close();
        self::assertInstanceOf(LannerError::class, $run('(module (func (export "_start")))'));
    }

    public function testAllocators(): void
    {
        $instance = new Instance(new Store(Guests::engine()), Module::fromFile(Guests::engine(), __DIR__ . '/../../scenarios/strings.wat'));
        $allocator = new Allocator($instance);
        $span = $allocator->newText('grüße');
        self::assertSame(['grüße', 7, 1], [$allocator->readText($span), $span->length, $instance->call('live')]);
        $allocator->release($span);
        $span = $allocator->newBytes("\xff");
        self::assertSame("\xff", $allocator->readBytes($span));
        self::assertStringContainsString('no text in UTF-8', Guests::thrown(static fn () => $allocator->readText($span))->getMessage());
        $allocator->release($span);
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $allocator->newText("\xff")));
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => $allocator->callText('live')));
        self::assertInstanceOf(\ArgumentCountError::class, Guests::thrown(static fn () => $allocator->call('length', 'x', 1)));
        self::assertSame(0, $instance->call('live'));
        self::assertInstanceOf(LannerError::class, Guests::thrown(static fn () => new Allocator($instance, malloc: 'no')));
    }
}
