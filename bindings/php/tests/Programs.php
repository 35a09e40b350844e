<?php

declare(strict_types=1);

namespace Lanner\Tests;

/** Runs programs in processes of their own. */
final class Programs
{
    /**
     * Runs a program of tests/programs, or its text.
     *
     * @param list<string> $arguments
     * @param list<string> $options of php
     * @return array{int, string, string} as from execute()
     */
    public static function run(string $program, array $arguments = [], array $options = [], int $seconds = 300): array
    {
        $path = __DIR__ . "/programs/$program.php";
        $settings = ['-d', 'display_errors=stderr', '-d', 'log_errors=0', '-d', 'ffi.enable=1', ...$options];
        return self::execute([PHP_BINARY, ...$settings, $path, ...$arguments], $seconds);
    }

    /**
     * @param list<string> $command
     * @param ?array<string, string> $environment
     * @return array{int, string, string} the status (256 and the number of the signal that has ended it), the output, the errors
     */
    public static function execute(array $command, int $seconds = 300, ?array $environment = null, ?string $folder = null): array
    {
        $files = [tmpfile(), tmpfile()];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ...$files], $pipes, $folder, $environment);
        $end = microtime(true) + $seconds;
        while (($status = proc_get_status($process))['running']) {
            if (microtime(true) > $end) {
                proc_terminate($process, 9);
                throw new \RuntimeException(implode(' ', $command) . " runs for more than $seconds seconds: " . self::content($files[1]));
            }
            usleep(5000);
        }
        proc_close($process);
        $code = $status['signaled'] ? 256 + $status['termsig'] : $status['exitcode'];
        return [$code, self::content($files[0]), self::content($files[1])];
    }

    /** @param resource $file */
    private static function content($file): string
    {
        rewind($file);
        return (string) stream_get_contents($file);
    }

    /** How often the tests of signals and the like are tried: more in their long form. */
    public static function times(int $quick, int $long): int
    {
        return (getenv('LANNER_TEST_LONG') ?: '') === '' ? $quick : $long;
    }
}
