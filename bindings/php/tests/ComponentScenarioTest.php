<?php

declare(strict_types=1);

namespace Lanner\Tests;

use Lanner\Component;
use Lanner\ComponentError;
use Lanner\ComponentInstance;
use Lanner\ComponentLinker;
use Lanner\Engine;
use Lanner\KeyValueStore;
use Lanner\LannerError;
use Lanner\Store;
use Lanner\Trap;
use Lanner\WasiConfig;
use PHPUnit\Framework\TestCase;

/** Acts out those of bindings/scenarios that are of components. */
final class ComponentScenarioTest extends TestCase
{
    private const FOLDER = __DIR__ . '/../../scenarios';

    private ?\Throwable $raised = null;
    private ?WasiConfig $wasi = null;
    /** @var array<string, KeyValueStore> */
    private array $stores = [];
    private ?ComponentInstance $instance = null;
    private Component $component;
    private ComponentLinker $linker;

    /** @return iterable<string, array{string}> */
    public static function scenarios(): iterable
    {
        foreach (glob(self::FOLDER . '/component*.json') as $path) {
            // PHP has no calls that do not block.
            if (!str_ends_with($path, 'async.json')) {
                yield basename($path, '.json') => [$path];
            }
        }
    }

    /** @dataProvider scenarios */
    public function testScenario(string $path): void
    {
        $scenario = json_decode((string) file_get_contents($path), true, 64, JSON_THROW_ON_ERROR);
        self::keys($scenario, ['subject', 'component', 'imports', 'wasi', 'steps']);
        $this->component = Component::fromFile(new Engine(), self::FOLDER . '/' . $scenario['component']);
        $this->linker = new ComponentLinker(new Store($this->component->engine));
        foreach ($scenario['imports'] ?? [] as $import) {
            self::keys($import, ['interface', 'name', 'does', 'answers', 'error', 'message']);
            self::assertSame('answer', $import['does']);
            $this->linker->define($import['interface'], $import['name'], fn (string $key): mixed => $import['answers'][$key]
                ?? throw $this->raised = isset($import['message'])
                    ? new \DomainException($import['message'])
                    : new ComponentError($import['error']));
        }
        if (isset($scenario['wasi'])) {
            $this->linker->defineWasi($this->wasi = $this->grants($scenario['wasi']));
        }
        foreach ($scenario['steps'] as $step) {
            $this->take($step);
        }
        $this->linker->store()->close();
    }

    /** @param array<string, mixed> $grants */
    private function grants(array $grants): WasiConfig
    {
        self::keys($grants, ['arguments', 'capture', 'settings', 'key_value_stores', 'connect']);
        $wasi = ScenarioTest::wasi(array_intersect_key($grants, ['arguments' => 0, 'capture' => 0]), '');
        foreach ($grants['settings'] ?? [] as $name => $value) {
            $wasi->addSetting($name, $value);
        }
        foreach ($grants['key_value_stores'] ?? [] as $name => $pairs) {
            $this->stores[$name] = new KeyValueStore();
            foreach ($pairs as $key => $text) {
                $this->stores[$name]->set($key, $text);
            }
            $wasi->addKeyValueStore($name, $this->stores[$name]);
        }
        foreach ($grants['connect'] ?? [] as $hosts) {
            $wasi->allowConnect($hosts);
        }
        return $wasi;
    }

    /** @param array<string, mixed> $step */
    private function take(array $step): void
    {
        if (isset($step['run'])) {
            self::keys($step, ['run']);
            self::assertSame($step['run'], $this->linker->run($this->component));
        } elseif (isset($step['captured'])) {
            self::keys($step, ['captured', 'text']);
            self::assertSame($step['text'], $this->wasi->{$step['captured']}());
        } elseif (isset($step['stored'])) {
            self::keys($step, ['stored', 'key', 'text']);
            self::assertSame($step['text'], $this->stores[$step['stored']]->get($step['key']));
        } else {
            $this->instance ??= $this->linker->instantiate($this->component);
            if (isset($step['call_wave'])) {
                self::keys($step, ['call_wave', 'text']);
                self::assertSame($step['text'], $this->instance->callWave($step['call_wave']));
            } else {
                $this->call($step);
            }
        }
    }

    /** @param array<string, mixed> $step */
    private function call(array $step): void
    {
        self::keys($step, ['call', 'args', 'result', 'error', 'trap', 'frames', 'host_error', 'fails']);
        $arguments = array_map(self::argument(...), $step['args']);
        $call = fn (): mixed => $this->instance->call($step['call'], ...$arguments);
        if (\array_key_exists('result', $step)) {
            self::assertEquals(self::expected($step['result']), $call(), json_encode($step));
            return;
        }
        $error = Guests::thrown($call);
        if (\array_key_exists('error', $step)) {
            self::assertInstanceOf(ComponentError::class, $error);
            self::assertSame($step['error'], $error->value);
        } elseif (isset($step['trap'])) {
            self::assertInstanceOf(Trap::class, $error);
            self::assertSame($step['trap'], strtolower((string) preg_replace('~(?<=.)(?=[A-Z])~', '_', $error->trapCode->name)));
            $frames = $step['frames'] ?? [];
            $found = array_map(static fn ($frame) => $frame->functionName, array_slice($error->frames, 0, count($frames)));
            self::assertSame($frames, $found);
        } elseif (isset($step['host_error'])) {
            self::assertSame($this->raised, $error);
            self::assertSame($step['host_error'], $error->getMessage());
        } else {
            self::assertTrue($step['fails']);
            self::assertSame(LannerError::class, $error::class);
        }
    }

    private static function argument(mixed $value): mixed
    {
        return match (true) {
            !\is_array($value) => $value,
            isset($value['bytes']) => base64_encode((string) hex2bin($value['bytes'])),
            isset($value['integer']) => $value['integer'],
            isset($value['number']) => ['inf' => INF, '-inf' => -INF, 'nan' => NAN][$value['number']],
            default => array_map(self::argument(...), $value),
        };
    }

    /** What comes out for a value of a scenario. */
    private static function expected(mixed $value): mixed
    {
        return match (true) {
            !\is_array($value) => $value,
            isset($value['bytes']) => array_map('hexdec', $value['bytes'] === '' ? [] : str_split($value['bytes'], 2)),
            // PHP's integers are signed.
            isset($value['integer']) => filter_var($value['integer'], FILTER_VALIDATE_INT, ['options' => ['default' => $value['integer']]]),
            isset($value['number']) => ['inf' => 'Infinity', '-inf' => '-Infinity', 'nan' => 'NaN'][$value['number']],
            default => array_map(self::expected(...), $value),
        };
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
