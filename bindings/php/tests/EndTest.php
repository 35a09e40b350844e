<?php

declare(strict_types=1);

namespace Lanner\Tests;

use PHPUnit\Framework\TestCase;

/** PHP's own signals, errors and ends, in processes that have called guests. LANNER_TEST_LONG in the environment tries each many times. */
final class EndTest extends TestCase
{
    private const SIGNAL = 256;

    /** @return iterable<string, array{string, int, string, string}> */
    public static function exits(): iterable
    {
        // How the script ends, its status, what it prints, and a part of its errors.
        yield 'nothing' => ['normal', 0, "after\nshutdown 1\n", ''];
        yield 'exit outside of guests' => ['outside', 3, "shutdown 1\n", ''];
        yield 'exit with a status' => ['status', 3, "shutdown 1\n", ''];
        yield 'exit with text' => ['text', 0, "the end\nshutdown 1\n", ''];
        yield 'exit in a guest within a guest' => ['nested', 3, "shutdown 1\n", ''];
        yield 'exit in a fiber' => ['fiber', 3, "shutdown 1\n", ''];
        yield 'exit in a destructor' => ['destructor', 3, "shutdown 1\n", ''];
        yield 'exit in a handler of a signal' => ['signal', 3, "shutdown 1\n", ''];
        yield 'an exception that nobody catches' => ['uncaught', 255, "shutdown 1\n", 'Uncaught LogicException: nobody catches this'];
        $cutOff = "shutdown  Lanner\\LannerError cut off\n";
        yield 'too much memory at once' => ['memory', 255, $cutOff, 'Allowed memory size of'];
        yield 'too much memory' => ['limit', 255, $cutOff, 'Allowed memory size of'];
        yield 'a fatal error' => ['error', 255, $cutOff, 'Fatal error: fatal in'];
        yield 'the time limit in a host function' => ['time', 255, $cutOff, 'Maximum execution time of 1 second'];
        yield 'the time limit in a guest' => ['spin', 124, '', 'Maximum execution time of 1+2 seconds exceeded (terminated)'];
        yield 'SIGTERM' => ['kill', self::SIGNAL + SIGTERM, '', ''];
    }

    /** @dataProvider exits */
    public function testExits(string $mode, int $status, string $output, string $errors): void
    {
        for ($number = 0, $count = Programs::times(1, 30); $number < $count; $number++) {
            [$foundStatus, $foundOutput, $foundErrors] = Programs::run('exit', [$mode]);
            self::assertSame([$status, $output], [$foundStatus, $foundOutput], $foundErrors);
            $errors === '' ? self::assertSame('', $foundErrors) : self::assertStringContainsString($errors, $foundErrors);
        }
    }

    /** @return iterable<string, array{string, int}> */
    public static function signals(): iterable
    {
        yield 'Ctrl-C' => ['int', self::SIGNAL + SIGINT];
        yield 'SIGTERM' => ['term', self::SIGNAL + SIGTERM];
        yield 'SIGPIPE, which php-cli ignores' => ['pipe', 0];
        yield 'an alarm' => ['alarm', self::SIGNAL + SIGALRM];
        yield 'a null pointer in C' => ['null', self::SIGNAL + SIGSEGV];
        yield 'abort' => ['abort', self::SIGNAL + SIGABRT];
        yield 'the stack used up by PHP' => ['recursion', self::SIGNAL + SIGSEGV];
    }

    /** @dataProvider signals */
    public function testSignalsEndTheProcessAsAlways(string $mode, int $status): void
    {
        for ($number = 0, $count = Programs::times(1, 30); $number < $count; $number++) {
            foreach ([[], ['inside']] as $inside) {
                [$found, $output, $errors] = Programs::run('ends', [$mode, ...$inside]);
                self::assertSame([$status, $status === 0 ? "goes on\n" : '', ''], [$found, $output, $errors]);
            }
        }
    }

    public function testErrorsOfPhpAmongTraps(): void
    {
        $classes = [
            \DivisionByZeroError::class, \DivisionByZeroError::class, \ArithmeticError::class, \Error::class, \FFI\Exception::class,
            \ArithmeticError::class, \Exception::class,
        ];
        $lines = array_map(static fn (int $index, string $class): string => "$index $class all\n", array_keys($classes), $classes);
        [$status, $output, $errors] = Programs::run('faults', [(string) Programs::times(150, 3000)], seconds: 1200);
        self::assertSame([0, implode('', $lines), ''], [$status, $output, $errors]);
    }

    public function testHandlersOfSignalsThrowIntoHostFunctions(): void
    {
        [$status, $output, $errors] = Programs::run('signals', [(string) Programs::times(100, 5000)], seconds: 1200);
        self::assertSame([0, "caught handled\n", ''], [$status, $output, $errors]);
    }

    /** @return iterable<string, array{string}> */
    public static function floods(): iterable
    {
        yield 'handlers that are called at once' => ['async'];
        yield 'handlers that are called when the script asks' => ['manual'];
    }

    /** @dataProvider floods */
    public function testAFloodOfSignalsAmongTraps(string $mode): void
    {
        [$status, $output, $errors] = Programs::run('flood', [$mode, (string) Programs::times(1000, 6000)], seconds: 1200);
        self::assertSame([0, "all\n", ''], [$status, $output, $errors]);
    }

    /** @return iterable<string, array{list<string>}> */
    public static function forks(): iterable
    {
        yield 'before .NET is started, children work' => [['before', (string) Programs::times(1, 30)]];
        yield 'after that, children end' => [['after', (string) Programs::times(3, 200), 'none']];
        yield 'during a call, children end' => [['during', (string) Programs::times(3, 200), 'none']];
    }

    /**
     * @param list<string> $arguments
     * @dataProvider forks
     */
    public function testForks(array $arguments): void
    {
        [$status, $output, $errors] = Programs::run('fork', $arguments, seconds: 1200);
        self::assertSame([0, "good\n", ''], [$status, $output, $errors]);
    }

    public function testALostProcessIsKnownToLaterRequests(): void
    {
        $program = 'require "' . dirname(__DIR__) . '/autoload.php";'
            . 'try { new Lanner\Engine(); } catch (Lanner\LannerError $e) { echo $e->getMessage(); }';
        $command = ['sh', '-c', 'LANNER_LOST_PROCESS=$$ exec "$0" -r "$1"', PHP_BINARY, $program];
        [$status, $output] = Programs::execute($command);
        self::assertSame(0, $status);
        self::assertStringContainsString('a fatal error has cut off a call of a guest in this process', $output);
        // Only in that one: the variable goes on to child processes.
        self::assertSame([0, '', ''], Programs::execute(['sh', '-c', 'LANNER_LOST_PROCESS=$$ "$0" -r "$1"; true', PHP_BINARY, $program]));
    }

    public function testWithoutALibraryThePlacesAreNamed(): void
    {
        $program = 'require "' . dirname(__DIR__) . '/autoload.php";'
            . 'try { new Lanner\Engine(); } catch (Lanner\LannerError $e) { echo $e->getMessage(); }';
        $command = [PHP_BINARY, '-r', $program];
        [$status, $output] = Programs::execute($command, environment: ['LANNER_LIBRARY' => '/nowhere'] + getenv());
        self::assertSame(0, $status);
        self::assertStringContainsString('liblanner was expected at /nowhere, and cannot be loaded', $output);
        $command = [PHP_BINARY, '-d', 'ffi.enable=0', '-r', $program];
        [$status, $output] = Programs::execute($command);
        self::assertStringContainsString('set ffi.enable=1', $output);
    }
}
