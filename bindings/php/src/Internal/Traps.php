<?php

declare(strict_types=1);

namespace Lanner\Internal;

use Lanner\Frame;
use Lanner\LannerError;
use Lanner\ProgramExit;
use Lanner\Trap;
use Lanner\TrapCode;

/**
 * Reads traps.
 *
 * @internal
 */
final class Traps
{
    public static function describe(int $trap): LannerError
    {
        $ffi = Native::ffi();
        $status = $ffi->new('int32_t[1]');
        if ($ffi->lanner_trap_exit_status($trap, $status)) {
            return new ProgramExit($status[0]);
        }
        $message = Native::bytes();
        $ffi->wasm_trap_message($trap, $message);
        $trace = Native::pointers();
        $ffi->wasm_trap_trace($trap, $trace);
        $frames = array_map(self::frame(...), Native::elements($trace));
        $ffi->wasm_frame_vec_delete($trace);
        $code = TrapCode::tryFrom($ffi->lanner_trap_code($trap)) ?? TrapCode::None;
        return new Trap(rtrim(Native::take($message), "\0"), $code, $frames);
    }

    private static function frame(int $frame): Frame
    {
        $ffi = Native::ffi();
        $text = Native::bytes();
        $numbers = $ffi->new('uint32_t[2]');
        $read = static fn (bool $isKnown): ?string => $isKnown ? Native::take($text) : null;
        $function = $read($ffi->lanner_frame_func_name($frame, $text));
        $module = $read($ffi->lanner_frame_module_name($frame, $text));
        $source = $read($ffi->lanner_frame_source($frame, $text, $numbers, \FFI::addr($numbers[1])));
        // What is not known is the largest number: -1 where PHP has no larger ones.
        $known = static fn (int $number): ?int => $number === -1 || $number === 0xffffffff ? null : $number;
        return new Frame(
            $function,
            $module,
            $known($ffi->wasm_frame_func_index($frame)),
            $known($ffi->wasm_frame_func_offset($frame)),
            $known($ffi->wasm_frame_module_offset($frame)),
            $source,
            $source === null ? null : $numbers[0],
            $source === null ? null : $numbers[1],
        );
    }
}
