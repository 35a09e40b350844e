<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\Allocator;
use Lanner\Engine;
use Lanner\Instance;
use Lanner\LannerError;
use Lanner\Linker;
use Lanner\Module;
use Lanner\ProgramExit;
use Lanner\Store;
use Lanner\Stream;
use Lanner\Trap;
use Lanner\WasiConfig;
use PHPUnit\Framework\TestCase;

/** Acts out bindings/scenarios. */
final class ScenarioTest extends TestCase
{
    private const FOLDER = __DIR__ . '/../../scenarios';
    private const ONE_OF_THEM = 'LANNER_TEST_ONE_OF_THEM';
    private const STEPS = [
        'call', 'pages', 'write', 'read', 'grow', 'fuel', 'deadline_microseconds', 'interrupt', 'captured', 'call_text', 'call_bytes',
        'call_with_text',
    ];

    /** @var list<HostFailure> */
    private array $raised = [];

    private ?Store $store = null;
    private ?WasiConfig $wasi = null;

    /** @var list<Instance> */
    private array $instances = [];

    /** @return iterable<string, array{string}> */
    public static function scenarios(): iterable
    {
        foreach (glob(self::FOLDER . '/*.json') as $path) {
            // ComponentScenarioTest acts those of components. PHP has no calls that do not block.
            if (!str_starts_with(basename($path), 'component') && !str_ends_with($path, 'async.json')) {
                yield basename($path, '.json') => [$path];
            }
        }
    }

    public function testThereAreScenarios(): void
    {
        self::assertGreaterThanOrEqual(11, count([...self::scenarios()]));
    }

    /** @dataProvider scenarios */
    public function testScenario(string $path): void
    {
        $scenario = json_decode((string) file_get_contents($path), true, 64, JSON_THROW_ON_ERROR);
        self::keys($scenario, ['subject', 'module', 'engine', 'limits', 'imports', 'wasi', 'instances', 'threads', 'steps']);
        self::keys($scenario['engine'] ?? [], ['interruptible', 'fuel']);
        $module = Module::fromFile(new Engine(...$scenario['engine'] ?? []), self::FOLDER . '/' . $scenario['module']);
        $count = $scenario['threads'] ?? 1;
        if ($count === 1 || getenv(self::ONE_OF_THEM) !== false) {
            $this->act($scenario, $module);
            return;
        }
        // PHP has no threads: these are processes.
        $processes = [];
        for ($number = 0; $number < $count; $number++) {
            $filter = '@' . basename($path, '.json');
            $command = [PHP_BINARY, $_SERVER['argv'][0], '-c', __DIR__ . '/../phpunit.xml', '--filter', $filter, __FILE__];
            $output = tmpfile();
            $environment = [self::ONE_OF_THEM => '1'] + getenv();
            $process = proc_open($command, [['file', '/dev/null', 'r'], $output, $output], $pipes, null, $environment);
            $processes[] = [$process, $output];
        }
        foreach ($processes as [$process, $output]) {
            self::assertSame(0, proc_close($process));
            rewind($output);
            self::assertStringContainsString('OK (1 test', (string) stream_get_contents($output));
        }
    }

    /** @param array<string, mixed> $scenario */
    private function act(array $scenario, Module $module): void
    {
        $limits = $scenario['limits'] ?? [];
        self::keys($limits, ['memory_bytes', 'fuel']);
        $this->store = new Store($module->engine, memoryBytes: $limits['memory_bytes'] ?? null, fuel: $limits['fuel'] ?? null);
        $linker = new Linker($module->engine);
        $folder = sys_get_temp_dir() . '/lanner-' . bin2hex(random_bytes(6));
        mkdir($folder);
        try {
            if (isset($scenario['wasi'])) {
                $linker->defineWasi($this->wasi = self::wasi($scenario['wasi'], $folder));
            }
            foreach ($scenario['imports'] ?? [] as $import) {
                self::keys($import, ['module', 'name', 'params', 'results', 'does', 'export', 'message']);
                $function = $this->hostFunction($import);
                $linker->defineFunction(
                    $this->store,
                    $import['module'],
                    $import['name'],
                    $import['params'],
                    $import['results'],
                    $function
                );
            }
            for ($number = 0; $number < ($scenario['instances'] ?? 1); $number++) {
                $this->instances[] = $linker->instantiate($this->store, $module);
            }
            foreach ($this->instances as $instance) {
                foreach ($scenario['steps'] as $step) {
                    $this->take($instance, $step);
                }
            }
        } finally {
            array_map('unlink', glob("$folder/*/*"));
            array_map('rmdir', [...glob("$folder/*"), $folder]);
        }
        $this->store->close();
    }

    /** @param array<string, mixed> $grants */
    public static function wasi(array $grants, string $folder): WasiConfig
    {
        self::keys($grants, ['arguments', 'environment', 'input', 'capture', 'directories']);
        $wasi = (new WasiConfig())->addArguments(...$grants['arguments'] ?? []);
        foreach ($grants['environment'] ?? [] as $name => $value) {
            $wasi->addEnvironment($name, $value);
        }
        if (isset($grants['input'])) {
            $wasi->setInput($grants['input']);
        }
        foreach ($grants['capture'] ?? [] as $name) {
            $wasi->capture(['stdout' => Stream::STDOUT, 'stderr' => Stream::STDERR][$name]);
        }
        foreach ($grants['directories'] ?? [] as $number => $directory) {
            self::keys($directory, ['guest', 'files']);
            mkdir("$folder/$number");
            foreach ($directory['files'] as $name => $content) {
                file_put_contents("$folder/$number/$name", $content);
            }
            $wasi->addDirectory("$folder/$number", $directory['guest']);
        }
        return $wasi;
    }

    /** @param array<string, mixed> $import */
    private function hostFunction(array $import): \Closure
    {
        return match ($import['does']) {
            'add' => static fn (int $left, int $right): int => $left + $right,
            'call' => fn (mixed ...$arguments): mixed => $this->instances[0]->call($import['export'], ...$arguments),
            'fail' => fn () => throw $this->raised[] = new HostFailure($import['message']),
        };
    }

    /** @param array<string, mixed> $step */
    private function take(Instance $instance, array $step): void
    {
        $kinds = array_values(array_intersect(self::STEPS, array_keys($step)));
        self::assertCount(1, $kinds, json_encode($step));
        match ($kinds[0]) {
            'call' => $this->call($instance, $step),
            'call_text', 'call_bytes', 'call_with_text' => $this->callWithText($instance, $kinds[0], $step),
            'pages' => self::assertSame($step['pages'], $instance->memory()->pages()),
            'write' => $instance->memory()->write($step['write']['address'], self::pattern($step['write']['length'])),
            'read' => self::assertTrue(
                (isset($step['read']['byte'])
                    ? str_repeat(chr($step['read']['byte']), $step['read']['length'])
                    : self::pattern($step['read']['length']))
                === $instance->memory()->read($step['read']['address'], $step['read']['length'])
            ),
            'grow' => $this->grow($instance, $step),
            'fuel' => $this->store->setFuel($step['fuel']),
            'deadline_microseconds' => $this->store->setDeadline(
                $step['deadline_microseconds'] === null ? null : $step['deadline_microseconds'] / 1e6
            ),
            'interrupt' => $this->store->interrupt(),
            'captured' => self::assertSame($step['text'], $this->wasi->{$step['captured']}()),
        };
    }

    /** @param array<string, mixed> $step */
    private function grow(Instance $instance, array $step): void
    {
        self::keys($step, ['grow', 'refused', 'before']);
        if ($step['refused'] ?? false) {
            self::assertInstanceOf(LannerError::class, self::thrown(fn () => $instance->memory()->grow($step['grow'])));
        } else {
            self::assertSame($step['before'], $instance->memory()->grow($step['grow']));
        }
    }

    /** @param array<string, mixed> $step */
    private function call(Instance $instance, array $step): void
    {
        self::keys($step, ['call', 'args', 'results', 'trap', 'frames', 'host_error', 'exit']);
        $call = fn (): mixed => $instance->call($step['call'], ...array_map(self::value(...), $step['args']));
        if (isset($step['trap'])) {
            $trap = self::thrown($call);
            self::assertInstanceOf(Trap::class, $trap);
            self::assertSame($step['trap'], self::snake($trap->trapCode->name));
            $frames = $step['frames'] ?? [];
            self::assertSame($frames, array_map(static fn ($frame) => $frame->functionName, array_slice($trap->frames, 0, count($frames))));
        } elseif (isset($step['host_error'])) {
            $error = self::thrown($call);
            self::assertSame($this->raised[count($this->raised) - 1], $error);
            self::assertSame($step['host_error'], $error->getMessage());
        } elseif (isset($step['exit'])) {
            $end = self::thrown($call);
            self::assertInstanceOf(ProgramExit::class, $end);
            self::assertSame($step['exit'], $end->status);
        } else {
            self::same($step['results'], $call());
        }
    }

    /** @param array<string, mixed> $step */
    private function callWithText(Instance $instance, string $kind, array $step): void
    {
        self::keys($step, [$kind, 'args', 'results', 'text', 'bytes', 'trap', 'fails']);
        $allocator = new Allocator($instance);
        $arguments = array_map(static fn (mixed $value): mixed => match (true) {
            is_string($value) => $value,
            isset($value['bytes']) => hex2bin($value['bytes']),
            isset($value['zeros']) => str_repeat("\0", $value['zeros']),
            default => self::value($value),
        }, $step['args']);
        $method = ['call_text' => 'callText', 'call_bytes' => 'callBytes', 'call_with_text' => 'call'][$kind];
        $call = fn (): mixed => $allocator->$method($step[$kind], ...$arguments);
        if (isset($step['trap'])) {
            $trap = self::thrown($call);
            self::assertInstanceOf(Trap::class, $trap);
            self::assertSame($step['trap'], self::snake($trap->trapCode->name));
        } elseif (isset($step['fails'])) {
            $error = self::thrown($call);
            self::assertSame(LannerError::class, $error::class);
            self::assertStringContainsString($step['fails'], $error->getMessage());
        } elseif (isset($step['results'])) {
            self::same($step['results'], $call());
        } else {
            self::assertSame($step['text'] ?? hex2bin($step['bytes']), $call());
        }
    }

    /** @param list<array<string, mixed>> $expected */
    private static function same(array $expected, mixed $result): void
    {
        $results = $result === null ? [] : (is_array($result) ? $result : [$result]);
        self::assertCount(count($expected), $results);
        foreach ($expected as $index => $value) {
            $value = self::value($value);
            if (is_float($value) && is_nan($value)) {
                self::assertNan($results[$index]);
            } else {
                self::assertSame($value, $results[$index]);
            }
        }
    }

    /** @param array<string, mixed> $value */
    private static function value(array $value): int|float
    {
        self::assertCount(1, $value);
        $content = current($value);
        return match (key($value)) {
            'i32', 'i64' => (int) $content,
            'f32', 'f64' => ['inf' => INF, '-inf' => -INF, 'nan' => NAN][$content] ?? (float) $content,
        };
    }

    private static function pattern(int $length): string
    {
        $piece = '';
        for ($number = 0; $number < 256; $number++) {
            $piece .= chr(7 * $number + 3 & 255);
        }
        return substr(str_repeat($piece, intdiv($length, 256) + 1), 0, $length);
    }

    private static function snake(string $name): string
    {
        return strtolower((string) preg_replace('~(?<=.)(?=[A-Z])~', '_', $name));
    }

    private static function thrown(callable $function): ?\Throwable
    {
        try {
            $function();
        } catch (\Throwable $error) {
            return $error;
        }
        return null;
    }

    /**
     * @param array<string, mixed> $values
     * @param list<string> $known
     */
    private static function keys(array $values, array $known): void
    {
        self::assertSame([], array_diff(array_keys($values), $known));
    }
}

/** What the host function that fails throws. */
final class HostFailure extends \Exception
{
}
