<?php

/*
 * Makes include/lanner-ffi.h, the declarations of liblanner for PHP's FFI, which has no preprocessor, from the headers of the C API:
 *
 *   php tools/header.php [FOLDER]        prints it; FOLDER has wasm.h and lanner.h, by default native/include of the repository
 *
 * It has the functions that the sources of the package call, and no others: FFI reads and looks up all of them in each request that is
 * not preloaded. Pointers to what C does not show either (stores, functions and so on) are integers there. PHP passes these without an
 * object for each.
 */

declare(strict_types=1);

namespace Lanner\Tools;

final class Header
{
    /** Types of numbers, and structures that are the same here. */
    private const TYPES = [
        'void', 'bool', 'char', 'size_t', 'int32_t', 'int64_t', 'uint32_t', 'uint64_t', 'uint8_t', 'wasm_valkind_t', 'wasm_mutability_t',
        'wasm_externkind_t', 'wasm_table_size_t', 'wasm_memory_pages_t', 'lanner_memory_mode_t', 'lanner_compilation_t', 'lanner_streams_t',
        'lanner_rights_t', 'lanner_network_use_t', 'lanner_wasi_limit_t', 'lanner_trap_code_t', 'wasm_limits_t', 'wasm_val_t',
        'lanner_limits_t', 'wasm_byte_vec_t', 'wasm_name_t', 'wasm_message_t',
    ];

    private const START = <<<'END'
        /* The declarations of liblanner that the package uses, for PHP's FFI. Made by tools/header.php: do not edit. */

        typedef struct { size_t size; char *data; } wasm_byte_vec_t;
        typedef wasm_byte_vec_t wasm_name_t;
        typedef wasm_byte_vec_t wasm_message_t;

        /* Any vector of pointers. */
        typedef struct { size_t size; uintptr_t *data; } lanner_vector_t;

        typedef struct { uint32_t min; uint32_t max; } wasm_limits_t;
        typedef struct {
            uint8_t kind;
            union { int32_t i32; int64_t i64; float f32; double f64; uintptr_t ref; } of;
        } wasm_val_t;

        /* Views of the same address, and all of the memory behind it (8 TiB), of which a part can be cast to an array of its size. */
        typedef struct { uint64_t words[1073741824][1024]; } lanner_space_t;
        typedef union {
            uintptr_t address;
            int8_t *int8;
            uint8_t *uint8;
            int16_t *int16;
            uint16_t *uint16;
            int32_t *int32;
            uint32_t *uint32;
            int64_t *int64;
            float *float32;
            double *float64;
            char *text;
            wasm_byte_vec_t *vector;
            lanner_space_t *space;
        } lanner_address_t;

        /* The functions of PHP that the library calls, as addresses. */
        typedef uintptr_t (*lanner_php_callback_t)(uintptr_t env, uintptr_t caller, int32_t *values);
        typedef void (*lanner_php_finalizer_t)(uintptr_t data);
        typedef union {
            lanner_php_callback_t callback;
            lanner_php_finalizer_t finalizer;
            uintptr_t address;
        } lanner_php_function_t;

        /* Of the C library: how a process is marked that cannot go on, how a worker of PHP-FPM is told to end. */
        int setenv(const char *name, const char *value, int overwrite);
        int raise(int signal);

        END;

    public static function make(string $folder, string $sources): string
    {
        $text = '';
        foreach (['wasm.h', 'lanner.h'] as $name) {
            $content = file_get_contents("$folder/$name");
            if ($content === false) {
                throw new \RuntimeException("$folder/$name cannot be read");
            }
            $text .= $content;
        }
        $text = (string) preg_replace(['~/\*.*?\*/~s', '~//[^\n]*~', '~\\\\\n~'], ['', '', ' '], $text);
        $declarations = self::expanded($text);
        $lines = [];
        foreach (['typedef struct lanner_limits_t'] as $structure) {
            preg_match('~' . $structure . ' \{.*?\} \w+;~s', $text, $found) || throw new \RuntimeException("no $structure");
            $lines[] = (string) preg_replace('~\s+~', ' ', $found[0]);
        }
        // The numbers that have names.
        preg_match_all('~typedef (u?int\d+_t) ((?:wasm|lanner)_\w+_t);~', $text, $numbers, PREG_SET_ORDER);
        foreach ($numbers as $number) {
            $lines[] = $number[0];
        }
        foreach (self::used($sources) as $name) {
            $declaration = $declarations[$name] ?? throw new \RuntimeException("the headers do not declare $name");
            $lines[] = self::function($name, ...$declaration);
        }
        return self::START . "\n" . implode("\n", $lines) . "\n";
    }

    /** @return array<string, array{string, string}> the result and the parameters of each function by its name */
    private static function expanded(string $text): array
    {
        $macros = [];
        $text = (string) preg_replace_callback(
            '~^#define (WASM_DECLARE_\w+)\(([^)]*)\)(.*)$~m',
            static function (array $found) use (&$macros): string {
                $macros[$found[1]] = [array_map('trim', explode(',', $found[2])), $found[3]];
                return '';
            },
            $text
        );
        $text = (string) preg_replace('~^#.*$~m', '', $text);
        do {
            $text = (string) preg_replace_callback(
                '~(WASM_DECLARE_\w+)\(([^()]*)\)~',
                static function (array $found) use ($macros): string {
                    [$parameters, $body] = $macros[$found[1]];
                    foreach (array_map('trim', explode(',', $found[2])) as $index => $argument) {
                        $name = $parameters[$index];
                        $body = (string) preg_replace("~##$name\\b|\\b$name##|\\b$name\\b~", $argument, (string) preg_replace(
                            "~##$name##~",
                            $argument,
                            $body
                        ));
                    }
                    return $body;
                },
                $text,
                -1,
                $count
            );
        } while ($count > 0);
        preg_match_all('~WASM_API_EXTERN\s+([^;]+?)\b(\w+)\(([^;]*)\);~', $text, $found, PREG_SET_ORDER);
        $declarations = [];
        foreach ($found as [, $result, $name, $parameters]) {
            $declarations[$name] = [$result, $parameters];
        }
        return $declarations;
    }

    /** @return list<string> the functions that the sources call */
    private static function used(string $sources): array
    {
        $names = [];
        $files = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($sources, \FilesystemIterator::SKIP_DOTS));
        foreach ($files as $file) {
            $text = (string) file_get_contents((string) $file);
            preg_match_all('~->((?:wasm|lanner)_\w+)\(|\'((?:wasm|lanner)_\w+(?<!_t))\'~', $text, $found);
            array_push($names, ...$found[1], ...$found[2]);
        }
        $names = array_filter(array_unique($names));
        sort($names);
        return $names;
    }

    private static function function(string $name, string $result, string $parameters): string
    {
        // A parameter that is a function has a comma and parentheses of its own.
        $parameters = (string) preg_replace('~void \(\*(\w+)\)\(void\*\)~', 'void* $1', $parameters);
        $types = [];
        foreach (explode(',', $parameters) as $parameter) {
            $types[] = self::type($parameter);
        }
        return self::type($result) . " $name(" . implode(', ', $types) . ');';
    }

    /** The type of a parameter or result, without the parameter's name. */
    private static function type(string $text): string
    {
        $text = trim((string) preg_replace('~\b(own|const|struct)\b|\s+~', ' ', $text));
        if (preg_match('~^(\w+)\s*((?:\*\s*)*)\s*(\w+)?\s*(\[\])?$~', $text, $found) !== 1) {
            throw new \RuntimeException("a type that is not known: $text");
        }
        [$type, $stars] = [$found[1], substr_count($found[2], '*') + (isset($found[4]) ? 1 : 0)];
        if ($type === 'char' && $stars === 1) {
            return 'const char *';
        }
        if ($type === 'wasm_byte_t' || $type === 'byte_t') {
            // Elements of wasm_byte_vec_new, and the data of a memory.
            return $stars === 1 && isset($found[4]) ? 'const char *' : 'uintptr_t';
        }
        if ($type === 'lanner_raw_t') {
            return 'int32_t *';
        }
        if (str_ends_with($type, '_vec_t') && $type !== 'wasm_byte_vec_t') {
            return 'lanner_vector_t *';
        }
        if (!in_array($type, self::TYPES, true) || ($type === 'void' && $stars > 0)) {
            // A pointer to what is not shown, or a function: an integer of its size.
            [$type, $stars] = ['uintptr_t', max(0, $stars - 1)];
        }
        return $type . ($stars > 0 ? ' ' . str_repeat('*', $stars) : '');
    }
}

if (realpath($_SERVER['argv'][0] ?? '') === __FILE__) {
    echo Header::make($_SERVER['argv'][1] ?? dirname(__DIR__, 3) . '/native/include', dirname(__DIR__) . '/src');
}
