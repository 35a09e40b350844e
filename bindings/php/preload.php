<?php

/*
 * For opcache.preload: loads the library and the classes once, when PHP starts, so that requests need not, and so that FFI can stay
 * restricted to what is preloaded (ffi.enable=preload, the default). The library is found as always, in the environment of that moment.
 *
 * .NET is not started by this, but by the first engine: after PHP-FPM has made its workers. Do not make engines in a script for preloading.
 *
 * Where PHP is started by root, as PHP-FPM usually is, a process of its own does this (opcache.preload_user), and FFI refuses to load
 * anything there. Then the library has to be loaded by the setting ffi.preload, which names a header that lanner-header has made.
 */

declare(strict_types=1);

namespace Lanner;

(static function (): void {
    require_once __DIR__ . '/src/LannerError.php';
    require_once __DIR__ . '/src/Internal/Native.php';
    try {
        \FFI::scope(Internal\Native::SCOPE);
    } catch (\FFI\Exception) {
        // FFI reads the name of the library from a file only.
        $path = (string) tempnam(sys_get_temp_dir(), 'lanner');
        file_put_contents($path, Internal\Native::scopedHeader());
        try {
            \FFI::load($path);
        } catch (\FFI\Exception $exception) {
            throw new LannerError(
                "{$exception->getMessage()} lanner-header of the package prints the header for that setting.",
                previous: $exception
            );
        } finally {
            unlink($path);
        }
    }
    $files = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator(__DIR__ . '/src', \FilesystemIterator::SKIP_DOTS));
    foreach ($files as $file) {
        if (!in_array(realpath((string) $file), get_included_files(), true)) {
            opcache_compile_file((string) $file);
        }
    }
})();
