<?php

declare(strict_types=1);

namespace Lanner;

use Lanner\Internal\Native;

/** What needs no engine. */
final class Lanner
{
    private function __construct()
    {
    }

    /** The version of the library. Does not start .NET. */
    public static function version(): string
    {
        return Native::ffi()->lanner_version();
    }

    /**
     * Starts .NET in the process. The first engine does that too, so that this is for those who want to choose the moment.
     *
     * @throws LannerError when it does not start
     */
    public static function start(): void
    {
        Native::done(Native::ffi()->lanner_start(null), 'starting .NET');
    }

    /** Translates the text format into the binary format. */
    public static function textToBinary(string $text): string
    {
        $vector = Native::bytes();
        Native::done(Native::ffi()->lanner_text_to_binary($text, strlen($text), $vector), 'the translation');
        return Native::take($vector);
    }

    /** Translates the binary format into the text format. */
    public static function binaryToText(string $binary): string
    {
        return Native::withVector($binary, static function (\FFI\CData $source): string {
            $vector = Native::bytes();
            Native::done(Native::ffi()->lanner_binary_to_text($source, $vector), 'the translation');
            return rtrim(Native::take($vector), "\0");
        });
    }
}
