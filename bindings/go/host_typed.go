package lanner

import "unsafe"

func at(values *Raw, index uintptr) *Raw {
	return (*Raw)(unsafe.Add(unsafe.Pointer(values), index*unsafe.Sizeof(Raw{})))
}

func give[R Number](values *Raw, result R, err error) error {
	if err != nil {
		return err
	}
	values.Low = toBits(result)
	return nil
}

// Host0 makes a host function with a result and no parameters, for NewFunction. It is called without an allocation. Host1 to Host4 do the
// same for those with parameters, and HostProc0 to HostProc4 for those without a result.
func Host0[R Number](function func(caller *Caller) (R, error)) HostFunction {
	return hostFunction(nil, []ValueType{kindOf[R]()}, func(caller *Caller, values *Raw) error {
		result, err := function(caller)
		return give(values, result, err)
	})
}

// Host1 is for functions with one parameter: see Host0.
func Host1[A, R Number](function func(caller *Caller, a A) (R, error)) HostFunction {
	return hostFunction([]ValueType{kindOf[A]()}, []ValueType{kindOf[R]()}, func(caller *Caller, values *Raw) error {
		result, err := function(caller, fromBits[A](values.Low))
		return give(values, result, err)
	})
}

// Host2 is for functions with two parameters: see Host0.
func Host2[A, B, R Number](function func(caller *Caller, a A, b B) (R, error)) HostFunction {
	return hostFunction([]ValueType{kindOf[A](), kindOf[B]()}, []ValueType{kindOf[R]()}, func(caller *Caller, values *Raw) error {
		result, err := function(caller, fromBits[A](values.Low), fromBits[B](at(values, 1).Low))
		return give(values, result, err)
	})
}

// Host3 is for functions with three parameters: see Host0.
func Host3[A, B, C, R Number](function func(caller *Caller, a A, b B, c C) (R, error)) HostFunction {
	params := []ValueType{kindOf[A](), kindOf[B](), kindOf[C]()}
	return hostFunction(params, []ValueType{kindOf[R]()}, func(caller *Caller, values *Raw) error {
		result, err := function(caller, fromBits[A](values.Low), fromBits[B](at(values, 1).Low), fromBits[C](at(values, 2).Low))
		return give(values, result, err)
	})
}

// Host4 is for functions with four parameters: see Host0.
func Host4[A, B, C, D, R Number](function func(caller *Caller, a A, b B, c C, d D) (R, error)) HostFunction {
	params := []ValueType{kindOf[A](), kindOf[B](), kindOf[C](), kindOf[D]()}
	return hostFunction(params, []ValueType{kindOf[R]()}, func(caller *Caller, values *Raw) error {
		result, err := function(
			caller, fromBits[A](values.Low), fromBits[B](at(values, 1).Low), fromBits[C](at(values, 2).Low), fromBits[D](at(values, 3).Low))
		return give(values, result, err)
	})
}

// HostProc0 is for functions with no parameters and no result: see Host0.
func HostProc0(function func(caller *Caller) error) HostFunction {
	return hostFunction(nil, nil, func(caller *Caller, _ *Raw) error { return function(caller) })
}

// HostProc1 is for functions with one parameter and no result: see Host0.
func HostProc1[A Number](function func(caller *Caller, a A) error) HostFunction {
	return hostFunction([]ValueType{kindOf[A]()}, nil, func(caller *Caller, values *Raw) error {
		return function(caller, fromBits[A](values.Low))
	})
}

// HostProc2 is for functions with two parameters and no result: see Host0.
func HostProc2[A, B Number](function func(caller *Caller, a A, b B) error) HostFunction {
	return hostFunction([]ValueType{kindOf[A](), kindOf[B]()}, nil, func(caller *Caller, values *Raw) error {
		return function(caller, fromBits[A](values.Low), fromBits[B](at(values, 1).Low))
	})
}

// HostProc3 is for functions with three parameters and no result: see Host0.
func HostProc3[A, B, C Number](function func(caller *Caller, a A, b B, c C) error) HostFunction {
	return hostFunction([]ValueType{kindOf[A](), kindOf[B](), kindOf[C]()}, nil, func(caller *Caller, values *Raw) error {
		return function(caller, fromBits[A](values.Low), fromBits[B](at(values, 1).Low), fromBits[C](at(values, 2).Low))
	})
}

// HostProc4 is for functions with four parameters and no result: see Host0.
func HostProc4[A, B, C, D Number](function func(caller *Caller, a A, b B, c C, d D) error) HostFunction {
	return hostFunction([]ValueType{kindOf[A](), kindOf[B](), kindOf[C](), kindOf[D]()}, nil, func(caller *Caller, values *Raw) error {
		return function(
			caller, fromBits[A](values.Low), fromBits[B](at(values, 1).Low), fromBits[C](at(values, 2).Low), fromBits[D](at(values, 3).Low))
	})
}
