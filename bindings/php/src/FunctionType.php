<?php

declare(strict_types=1);

namespace Lanner;

/** The type of a function. */
final class FunctionType implements \Stringable
{
    /**
     * @param list<ValueType> $parameters
     * @param list<ValueType> $results
     */
    public function __construct(public readonly array $parameters, public readonly array $results)
    {
    }

    public function __toString(): string
    {
        $names = static fn (array $types): string => implode(', ', array_map(static fn (ValueType $type) => $type->text(), $types));
        return "({$names($this->parameters)}) -> ({$names($this->results)})";
    }
}
