<?php

declare(strict_types=1);

namespace Lanner\Internal;

use FFI\CData;
use Lanner\ComponentError;
use Lanner\LannerError;

/**
 * A function of PHP that components call. Its store holds it, and nothing else does: what the function refers to may hold the store.
 *
 * @internal
 */
final class ComponentHost
{
    /** True if components import it with a type that is a result; null before one has imported it. */
    private ?bool $isResult = null;

    public function __construct(
        public readonly StoreState $state,
        private readonly ?string $interface,
        private readonly string $name,
        private readonly \Closure $function,
    ) {
    }

    /**
     * Notes if a component imports the function with a type that is a result.
     *
     * @param list<array<string, mixed>> $imports
     */
    public function takeType(array $imports): void
    {
        $isResult = ComponentInterface::importsResult($imports, $this->interface, $this->name);
        if ($isResult !== null && $isResult !== ($this->isResult ??= $isResult)) {
            throw new LannerError(
                "the linker has given the function '$this->name' to a component that imports it with another type; this one needs another"
                . ' linker'
            );
        }
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
