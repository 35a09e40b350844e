<?php

declare(strict_types=1);

namespace Lanner\Internal;

use FFI;
use FFI\CData;
use FFI\CType;
use Lanner\LannerError;

/**
 * The library: where it is found, and what goes to and from it.
 *
 * @internal
 */
final class Native
{
    /** The name under which a preloaded library is found. */
    public const SCOPE = 'lanner';

    /** Set in the environment of a process in which a fatal error has cut off a call of a guest, with the number of the process. */
    private const LOST = 'LANNER_LOST_PROCESS';

    /** True once a fatal error has cut off a call of a guest. Nothing may call the library any more. */
    public static bool $isLost = false;

    private static FFI $ffi;

    /** The process that has loaded the library. */
    private static int $process = 0;

    /** @var array<string, CType> */
    private static array $types = [];

    private function __construct()
    {
    }

    /** @throws LannerError when there is no library, or the process is lost */
    public static function ffi(): FFI
    {
        if (self::$isLost) {
            throw self::lost();
        }
        return self::$ffi ??= self::load();
    }

    private static function load(): FFI
    {
        if (getenv(self::LOST, true) === (string) getmypid()) {
            self::$isLost = true;
            throw self::lost();
        }
        self::$process = (int) getmypid();
        Calls::$hasSignals = \function_exists('pcntl_async_signals');
        // The first, if that can be: the ones after it have to know what has happened.
        register_shutdown_function(Calls::shutDown(...));
        if (ini_get('opcache.preload') || ini_get('ffi.preload')) {
            try {
                return FFI::scope(self::SCOPE);
            } catch (FFI\Exception) {
                // What was preloaded is something else.
            }
        }
        [$path, $places] = self::find();
        try {
            return FFI::cdef(self::header(), $path);
        } catch (FFI\Exception $exception) {
            $text = $exception->getMessage();
            if (str_contains($text, 'restricted')) {
                throw new LannerError("FFI is kept from this script: preload Lanner (its preload.php), or set ffi.enable=1 ($text)");
            }
            throw new LannerError(
                "liblanner was expected at $places, and cannot be loaded ($text). Set LANNER_LIBRARY to the folder that has it; in a "
                . 'checkout, native/build.sh makes it.',
                previous: $exception
            );
        }
    }

    /** @return array{string, string} the library, and all the places where it was looked for */
    public static function find(): array
    {
        $name = PHP_OS_FAMILY === 'Darwin' ? 'liblanner.dylib' : 'liblanner.so';
        $chosen = getenv('LANNER_LIBRARY');
        if ($chosen !== false && $chosen !== '') {
            $path = is_dir($chosen) ? "$chosen/$name" : $chosen;
            // The library is looked for by the name alone where there is no folder in it.
            return [is_file($path) ? (string) realpath($path) : $path, $path];
        }
        $package = dirname(__DIR__, 2);
        $places = ["$package/native/$name", dirname($package, 2) . "/artifacts/native/$name"];
        foreach ($places as $path) {
            if (is_file($path)) {
                return [$path, $path];
            }
        }
        return [$name, implode(', ', $places) . ' or where the system looks for libraries'];
    }

    /** The declarations with the name of the library in them, for FFI::load() and the setting ffi.preload. */
    public static function scopedHeader(): string
    {
        [$path] = self::find();
        return '#define FFI_SCOPE "' . self::SCOPE . "\"\n#define FFI_LIB \"$path\"\n" . self::header();
    }

    /** The declarations for FFI. */
    public static function header(): string
    {
        return (string) file_get_contents(dirname(__DIR__, 2) . '/include/lanner-ffi.h');
    }

    /** A type of the library, which FFI need not read again. */
    public static function type(string $name): CType
    {
        return self::$types[$name] ??= self::ffi()->type($name);
    }

    /**
     * True if nothing need be released: the process is lost, or the child of a fork, where everything ends with it. A thread of .NET that
     * the child has not may have held a lock at the moment of the fork, for which destructors would wait for ever.
     */
    public static function isReleasedByItsEnd(): bool
    {
        return self::$isLost || self::$process !== getmypid();
    }

    /** Marks the process, for requests to come: the frames of .NET that were cut off are still known to it. */
    public static function lose(): void
    {
        self::$isLost = true;
        self::$ffi->setenv(self::LOST, (string) getmypid(), 1);
        if (PHP_SAPI === 'fpm-fcgi') {
            // The worker finishes this request, and is replaced by another.
            self::$ffi->raise(3);
        }
    }

    public static function lost(): LannerError
    {
        return new LannerError('a fatal error has cut off a call of a guest in this process, which can call guests no more: start another');
    }

    /** Why the last function that has failed did so. */
    public static function lastError(): string
    {
        $vector = self::ffi()->new('wasm_byte_vec_t[1]');
        self::$ffi->lanner_last_error($vector);
        return rtrim(self::take($vector), "\0");
    }

    public static function failure(string $what): LannerError
    {
        $reason = self::lastError();
        return new LannerError($reason === '' ? "$what failed, and the library does not say why" : $reason);
    }

    /** Returns what was made. */
    public static function made(int $handle, string $what): int
    {
        return $handle !== 0 ? $handle : throw self::failure($what);
    }

    public static function done(bool $hasSucceeded, string $what): void
    {
        if (!$hasSucceeded) {
            throw self::failure($what);
        }
    }

    /** A string that has no zero in it. */
    public static function text(string $text, string $what): string
    {
        if (str_contains($text, "\0")) {
            throw new \ValueError("$what has a zero in it, which the library cannot pass");
        }
        return $text;
    }

    /** An empty vector, to be filled by the library. */
    public static function bytes(): CData
    {
        return self::ffi()->new('wasm_byte_vec_t[1]');
    }

    /** The bytes of a vector that is owned, which is released. */
    public static function take(CData $vector): string
    {
        $content = self::borrowed($vector);
        self::$ffi->wasm_byte_vec_delete($vector);
        return $content;
    }

    /** The bytes of a vector that is borrowed. */
    public static function borrowed(CData $vector): string
    {
        $size = $vector[0]->size;
        return $size === 0 ? '' : FFI::string($vector[0]->data, $size);
    }

    /** A vector with a copy of bytes, which is the caller's: wasm_byte_vec_delete. */
    public static function vector(string $content): CData
    {
        $vector = self::bytes();
        self::$ffi->wasm_byte_vec_new($vector, strlen($content), $content);
        return $vector;
    }

    /** Calls a function with a vector for the time of the call. */
    public static function withVector(string $content, callable $function): mixed
    {
        $vector = self::vector($content);
        try {
            return $function($vector);
        } finally {
            self::$ffi->wasm_byte_vec_delete($vector);
        }
    }

    /** An empty vector of pointers. */
    public static function pointers(): CData
    {
        return self::ffi()->new('lanner_vector_t[1]');
    }

    /** @return list<int> the pointers in a vector */
    public static function elements(CData $vector): array
    {
        $elements = [];
        for ($index = 0, $size = $vector[0]->size; $index < $size; $index++) {
            $elements[] = $vector[0]->data[$index];
        }
        return $elements;
    }

    /** A pointer to what is at an address. */
    public static function at(int $address, string $type): CData
    {
        $union = self::ffi()->new('lanner_address_t');
        $union->address = $address;
        return $union->$type;
    }
}
