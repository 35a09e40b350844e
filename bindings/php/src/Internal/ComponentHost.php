<?php

declare(strict_types=1);

namespace Lanner\Internal;

use FFI\CData;
use Lanner\ComponentError;

/**
 * A function of PHP that components call. Its store holds it, and nothing else does: what the function refers to may hold the store.
 *
 * @internal
 */
final class ComponentHost
{
    /** True if the component that was instantiated last imports it with a type that is a result. */
    public bool $isResult = false;

    public function __construct(
        public readonly StoreState $state,
        public readonly ?string $interface,
        public readonly string $name,
        private readonly \Closure $function,
    ) {
    }

    /** Calls the function: the arguments are in a vector at an address, and the result is left in another. */
    public function answer(int $arguments, CData $result): void
    {
        $values = Json::read(Native::borrowed(Native::at($arguments, 'vector')));
        $value = $this->isResult ? $this->result($values) : ($this->function)(...$values);
        $text = Json::write($value, 'the result of the host function');
        Native::ffi()->wasm_byte_vec_new(Native::ffi()->cast(Native::type('wasm_byte_vec_t *'), $result), \strlen($text), $text);
    }

    /**
     * @param list<mixed> $values
     * @return array<string, mixed>
     */
    private function result(array $values): array
    {
        try {
            return ['ok' => ($this->function)(...$values)];
        } catch (ComponentError $error) {
            return ['error' => $error->value];
        }
    }
}
