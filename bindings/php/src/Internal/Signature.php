<?php

declare(strict_types=1);

namespace Lanner\Internal;

use Lanner\FunctionType;
use Lanner\ValueType;

/**
 * A type of functions, with what calls of them need. There is one of each.
 *
 * @internal
 */
final class Signature
{
    /** @var array<string, self> */
    private static array $known = [];

    /** @var list<int> kinds of the parameters */
    public readonly array $parameters;

    /** @var list<int> kinds of the results */
    public readonly array $results;

    public readonly int $parameterCount;
    public readonly int $resultCount;
    public readonly int $slotCount;

    /** True if all values are i32 or i64. */
    public readonly bool $isInteger;

    /** Slots that no call uses now. A call takes them away, since one may begin within another, or in a handler of a signal. */
    public ?Slots $spare = null;

    private function __construct(public readonly FunctionType $type)
    {
        $kinds = static fn (ValueType $type): int => $type->value;
        $this->parameters = array_map($kinds, $type->parameters);
        $this->results = array_map($kinds, $type->results);
        $this->parameterCount = count($this->parameters);
        $this->resultCount = count($this->results);
        $this->slotCount = max($this->parameterCount, $this->resultCount);
        $all = [...$this->parameters, ...$this->results];
        $this->isInteger = $all === [] || max($all) <= 1;
    }

    public static function of(FunctionType $type): self
    {
        return self::$known[(string) $type] ??= new self($type);
    }

    /**
     * @param iterable<ValueType|string> $parameters
     * @param iterable<ValueType|string> $results
     */
    public static function named(iterable $parameters, iterable $results): self
    {
        $types = [[], []];
        foreach ([$parameters, $results] as $index => $names) {
            foreach ($names as $name) {
                $types[$index][] = ValueType::of($name);
            }
        }
        return self::of(new FunctionType(...$types));
    }
}
