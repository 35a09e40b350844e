// Rust's standard library in a guest: vectors, maps, iterators, traits, formatting, 64- and 128-bit arithmetic.
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt;

struct Sieve {
    composite: Vec<bool>,
}

impl Sieve {
    fn new(limit: usize) -> Sieve {
        let mut composite = vec![false; limit + 1];
        for number in composite.iter_mut().take(2) {
            *number = true;
        }
        let mut candidate = 2;
        while candidate * candidate <= limit {
            if !composite[candidate] {
                for multiple in (candidate * candidate..=limit).step_by(candidate) {
                    composite[multiple] = true;
                }
            }
            candidate += 1;
        }
        Sieve { composite }
    }

    fn primes(&self) -> impl Iterator<Item = u64> + '_ {
        self.composite.iter().enumerate().filter(|(_, composite)| !**composite).map(|(number, _)| number as u64)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Factorization(BTreeMap<u64, u32>);

impl Factorization {
    fn of(mut number: u64) -> Factorization {
        let mut factors = BTreeMap::new();
        let mut divisor = 2;
        while divisor * divisor <= number {
            while number % divisor == 0 {
                *factors.entry(divisor).or_insert(0) += 1;
                number /= divisor;
            }
            divisor += 1;
        }
        if number > 1 {
            *factors.entry(number).or_insert(0) += 1;
        }
        Factorization(factors)
    }
}

impl fmt::Display for Factorization {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        for (index, (prime, exponent)) in self.0.iter().enumerate() {
            if index > 0 {
                write!(formatter, " * ")?;
            }
            match exponent {
                1 => write!(formatter, "{}", prime)?,
                _ => write!(formatter, "{}^{}", prime, exponent)?,
            }
        }
        Ok(())
    }
}

fn power_modulo(mut base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let mut result = 1u64;
    base %= modulus;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = (result as u128 * base as u128 % modulus as u128) as u64;
        }
        base = (base as u128 * base as u128 % modulus as u128) as u64;
        exponent >>= 1;
    }
    result
}

// Deterministic for every 64-bit number with these twelve bases.
fn is_prime(number: u64) -> bool {
    const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if number < 2 {
        return false;
    }
    for base in BASES {
        if number % base == 0 {
            return number == base;
        }
    }
    let shift = (number - 1).trailing_zeros();
    let odd = (number - 1) >> shift;
    BASES.iter().all(|base| {
        let mut value = power_modulo(*base, odd, number);
        if value == 1 || value == number - 1 {
            return true;
        }
        for _ in 1..shift {
            value = (value as u128 * value as u128 % number as u128) as u64;
            if value == number - 1 {
                return true;
            }
        }
        false
    })
}

fn main() {
    let sieve = Sieve::new(200_000);
    let primes: Vec<u64> = sieve.primes().collect();
    println!("{} primes up to {}, sum {}", primes.len(), 200_000, primes.iter().sum::<u64>());
    println!("first: {:?}", &primes[..12]);
    println!("last:  {:?}", &primes[primes.len() - 4..]);

    let mut gaps: HashMap<u64, usize> = HashMap::new();
    for pair in primes.windows(2) {
        *gaps.entry(pair[1] - pair[0]).or_default() += 1;
    }
    let mut gaps: Vec<_> = gaps.into_iter().collect();
    gaps.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
    for (gap, count) in gaps.iter().take(5) {
        println!("gap {:>3}: {:>5} times ({:5.2}%)", gap, count, *count as f64 * 100.0 / (primes.len() - 1) as f64);
    }

    let set: HashSet<u64> = primes.iter().copied().collect();
    println!("{} twins below 200000", primes.iter().filter(|prime| set.contains(&(**prime + 2))).count());

    for number in [1001, 65_536, 600_851_475_143, 1_000_000_016_000_000_063] {
        if number < 1_000_000_000_000 {
            println!("{} = {}", number, Factorization::of(number));
        } else {
            println!("{} is {}", number, if is_prime(number) { "prime" } else { "composite" });
        }
    }
    let mut largest: VecDeque<u64> = VecDeque::new();
    let mut candidate = u64::MAX;
    while largest.len() < 3 {
        if is_prime(candidate) {
            largest.push_front(candidate);
        }
        candidate -= 2;
    }
    println!("largest of 64 bits: {:?}", largest);
    println!("in hexadecimal: {:#x}, in binary it has {} ones", largest[2], largest[2].count_ones());
}
