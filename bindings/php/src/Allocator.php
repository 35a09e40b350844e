<?php

declare(strict_types=1);

namespace Lanner;

/**
 * Text and bytes for functions of guests, which take and return them as an address and a length. The guest exports its memory, a function
 * that allocates, and one that frees an address (or an address and a length).
 *
 * Strings of PHP are bytes: text is what is UTF-8, which results of text are checked for.
 */
final class Allocator
{
    private readonly WasmFunction $malloc;
    private readonly WasmFunction $free;
    private readonly Memory $memory;
    private readonly bool $isFreedWithLength;

    /** @throws LannerError when the instance does not export these names */
    public function __construct(
        private readonly Instance $instance,
        string $malloc = 'malloc',
        string $free = 'free',
        string $memory = 'memory',
    ) {
        $this->malloc = $instance->function($malloc);
        $this->free = $instance->function($free);
        $this->memory = $instance->memory($memory);
        $this->isFreedWithLength = count($this->free->type()->parameters) === 2;
    }

    /**
     * Calls a function, whose results are numbers. A string among the arguments is two parameters, an address and a length: it is copied
     * into the guest's memory for the time of the call.
     *
     * @throws LannerError when the guest has no room
     * @throws \Throwable what WasmFunction throws
     */
    public function call(WasmFunction|string $function, mixed ...$arguments): mixed
    {
        $function = \is_string($function) ? $this->instance->function($function) : $function;
        $types = $function->type()->parameters;
        $spans = [];
        $values = [];
        try {
            foreach ($arguments as $argument) {
                if (\is_string($argument) && ($types[count($values)] ?? null) !== ValueType::V128) {
                    $spans[] = $span = $this->newBytes($argument);
                    array_push($values, $span->address, $span->length);
                } else {
                    $values[] = $argument;
                }
            }
            $result = $function(...$values);
        } catch (\Throwable $error) {
            try {
                $this->releaseAll($spans);
            } catch (Trap) {
                // The guest is in no state to free anything, for which the first error is the reason.
            }
            throw $error;
        }
        $this->releaseAll($spans);
        return $result;
    }

    /**
     * Calls a function whose result is text.
     *
     * @throws LannerError when the result lies outside of the memory, or is no UTF-8
     * @throws \Throwable what call() throws
     */
    public function callText(WasmFunction|string $function, mixed ...$arguments): string
    {
        return self::text($this->callBytes($function, ...$arguments), 'the result');
    }

    /**
     * Calls a function whose result is bytes.
     *
     * @throws LannerError when the result lies outside of the memory
     * @throws \Throwable what call() throws
     */
    public function callBytes(WasmFunction|string $function, mixed ...$arguments): string
    {
        $function = \is_string($function) ? $this->instance->function($function) : $function;
        $types = $function->type()->results;
        if ($types !== [ValueType::I64] && $types !== [ValueType::I32, ValueType::I32]) {
            throw new LannerError("the function is {$function->type()}; a result of one i64, or an address and a length, was expected");
        }
        $result = $this->call($function, ...$arguments);
        $span = \is_int($result)
            ? new Span($result & 0xffffffff, $result >> 32 & 0xffffffff)
            : new Span($result[0] & 0xffffffff, $result[1] & 0xffffffff);
        if ($span->address > count($this->memory) - $span->length) {
            throw new LannerError("the result lies outside of the memory: $span->length bytes from $span->address");
        }
        try {
            return $this->readBytes($span);
        } finally {
            $this->release($span);
        }
    }

    /**
     * Room for so many bytes, until release().
     *
     * @throws LannerError when the guest has no room
     */
    public function allocate(int $length): Span
    {
        if ($length < 0 || $length > 0xffffffff) {
            throw new \ValueError("the length is $length; a number from 0 to 4294967295 was expected");
        }
        $address = ($this->malloc)($length) & 0xffffffff;
        if ($address === 0 && $length > 0) {
            throw new LannerError("the guest has no room for $length bytes");
        }
        return new Span($address, $length);
    }

    /** A copy of bytes in the guest's memory, until release(). */
    public function newBytes(string $bytes): Span
    {
        $span = $this->allocate(\strlen($bytes));
        try {
            $this->memory->write($span->address, $bytes);
        } catch (\OutOfBoundsException $error) {
            throw new LannerError("the guest's allocator gives what lies outside of the memory", previous: $error);
        }
        return $span;
    }

    /**
     * A copy of text in the guest's memory, until release().
     *
     * @throws LannerError when it is no UTF-8
     */
    public function newText(string $text): Span
    {
        return $this->newBytes(self::text($text, 'the text'));
    }

    /** A copy of a piece of the guest's memory. */
    public function readBytes(Span $span): string
    {
        return $this->memory->read($span->address, $span->length);
    }

    /**
     * The text in a piece of the guest's memory.
     *
     * @throws LannerError when it is no UTF-8
     */
    public function readText(Span $span): string
    {
        return self::text($this->readBytes($span), 'what is there');
    }

    /** Gives memory back to the guest. */
    public function release(Span $span): void
    {
        if ($span->address === 0) {
            return;
        }
        // Allocators of Rust and the like want to know the length. Addresses are unsigned here and i32 takes both.
        if ($this->isFreedWithLength) {
            ($this->free)($span->address, $span->length);
        } else {
            ($this->free)($span->address);
        }
    }

    /** @param list<Span> $spans */
    private function releaseAll(array $spans): void
    {
        foreach ($spans as $span) {
            $this->release($span);
        }
    }

    private static function text(string $bytes, string $what): string
    {
        return preg_match('//u', $bytes) === 1 ? $bytes : throw new LannerError("$what is no text in UTF-8");
    }
}
