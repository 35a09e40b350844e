<?php

declare(strict_types=1);

namespace Lanner;

/** Types of values. Where one is wanted its name will do: "i32". */
enum ValueType: int
{
    case I32 = 0;
    case I64 = 1;
    case F32 = 2;
    case F64 = 3;
    /** A vector: a string of 16 bytes. */
    case V128 = 4;
    case ExternRef = 128;
    case FuncRef = 129;
    /** A reference that is neither of the two above. */
    case AnyRef = 130;

    /** The name in the text format, such as "i32". */
    public function text(): string
    {
        return strtolower($this->name);
    }

    /**
     * The type with a name.
     *
     * @throws \ValueError when there is none
     */
    public static function of(self|string $type): self
    {
        if ($type instanceof self) {
            return $type;
        }
        foreach (self::cases() as $case) {
            if ($case->text() === $type) {
                return $case;
            }
        }
        $names = implode(', ', array_map(static fn (self $case): string => $case->text(), self::cases()));
        throw new \ValueError("'$type' is no type of values; expected was one of $names");
    }

    /** True for references. */
    public function isReference(): bool
    {
        return $this->value >= self::ExternRef->value;
    }
}
