//! What the tests of futures need: the crate depends on no executor, and its tests do not either.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, Once};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Unpark>) {
        self.0.unpark();
    }
}

/// Waits for a future on this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = Box::pin(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Nobody>) {}
}

/// Polls a future once.
pub fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(&Waker::from(Arc::new(Nobody))))
}

/// A future that a closure polls.
pub struct PollWith<F>(pub F);

impl<T, F: FnMut(&mut Context<'_>) -> Poll<T> + Unpin> Future for PollWith<F> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        (self.0)(context)
    }
}

/// Waits for all of the futures.
pub async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    PollWith(|context: &mut Context<'_>| {
        for (future, output) in &mut futures {
            if output.is_none() {
                if let Poll::Ready(ready) = future.as_mut().poll(context) {
                    *output = Some(ready);
                }
            }
        }
        if futures.iter().all(|(_, output)| output.is_some()) {
            return Poll::Ready(futures.iter_mut().map(|(_, output)| output.take().expect("an output")).collect());
        }
        Poll::Pending
    })
    .await
}

/// Waits for a future so long, and drops it then.
pub async fn within<F: Future>(time: Duration, future: F) -> Option<F::Output> {
    let (mut future, mut time) = (Box::pin(future), Box::pin(sleep(time)));
    PollWith(|context: &mut Context<'_>| match (future.as_mut().poll(context), time.as_mut().poll(context)) {
        (Poll::Ready(output), _) => Poll::Ready(Some(output)),
        (_, Poll::Ready(())) => Poll::Ready(None),
        _ => Poll::Pending,
    })
    .await
}

/// Waits for a future until something is so, and drops it then.
pub async fn unless<F: Future>(mut is_so: impl FnMut() -> bool, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    loop {
        let output = within(Duration::from_millis(1), future.as_mut()).await;
        if output.is_some() || is_so() {
            return output;
        }
    }
}

static SLEEPERS: Mutex<Vec<(Instant, Waker)>> = Mutex::new(Vec::new());
static IS_NEW: Condvar = Condvar::new();
static THREAD: Once = Once::new();

/// Waits so long. One thread wakes all that wait.
pub async fn sleep(time: Duration) {
    let end = Instant::now() + time;
    THREAD.call_once(|| {
        std::thread::spawn(wake_sleepers);
    });
    PollWith(|context: &mut Context<'_>| {
        if Instant::now() >= end {
            return Poll::Ready(());
        }
        SLEEPERS.lock().unwrap().push((end, context.waker().clone()));
        IS_NEW.notify_one();
        Poll::Pending
    })
    .await;
}

fn wake_sleepers() {
    let mut sleepers = SLEEPERS.lock().unwrap();
    loop {
        let now = Instant::now();
        let (ready, rest): (Vec<_>, Vec<_>) = sleepers.drain(..).partition(|(end, _)| *end <= now);
        *sleepers = rest;
        let next = sleepers.iter().map(|(end, _)| *end - now).min().unwrap_or(Duration::from_secs(3600));
        if ready.is_empty() {
            sleepers = IS_NEW.wait_timeout(sleepers, next).unwrap().0;
        } else {
            drop(sleepers);
            ready.into_iter().for_each(|(_, waker)| waker.wake());
            sleepers = SLEEPERS.lock().unwrap();
        }
    }
}

/// Waits until something is so, and fails when that takes a minute.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let limit = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < limit, "{what} has not come");
        std::thread::sleep(Duration::from_millis(1));
    }
}
