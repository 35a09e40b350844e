<?php

declare(strict_types=1);

namespace Lanner;

/** The error of a function whose type is a result. A host function throws one to give its guest the error of a result. */
final class ComponentError extends LannerError
{
    /** @param mixed $value the value of the error, as ComponentInstance::call() returns values; null if it has none */
    public function __construct(public readonly mixed $value = null)
    {
        parent::__construct(
            \is_string($value) ? $value : 'the result is an error: ' . json_encode($value, JSON_PARTIAL_OUTPUT_ON_ERROR)
        );
    }
}
