//! Tests that need a process of their own start the program of the test again, which then does what is asked for and nothing else.

use std::io::Read;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const VARIABLE: &str = "LANNER_TEST_CHILD";

/// True in a child that was started for the test with this name.
pub fn is_child(name: &str) -> bool {
    std::env::var_os(VARIABLE).map_or(false, |value| value == name)
}

/// The command that runs one test of this program as a child.
pub fn command(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args([name, "--exact", "--nocapture", "--test-threads=1"]).env(VARIABLE, name);
    command
}

/// Runs a test as a child.
pub fn run(name: &str) -> Output {
    finish(command(name))
}

/// Runs a command to its end, and fails when that does not come in time: ten minutes, or two hours for the long form.
pub fn finish(mut command: Command) -> Output {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child");
    let mut output = child.stdout.take().expect("its output");
    let mut errors = child.stderr.take().expect("its errors");
    let read_output = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        output.read_to_end(&mut bytes).map(|_| bytes)
    });
    let read_errors = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        errors.read_to_end(&mut bytes).map(|_| bytes)
    });
    let seconds = super::count(600, 7200) as u64;
    let limit = Instant::now() + Duration::from_secs(seconds);
    let status = loop {
        if let Some(status) = child.try_wait().expect("the state of the child") {
            break status;
        }
        if Instant::now() > limit {
            let _ = child.kill();
            panic!("the child {command:?} has not ended after {seconds} seconds");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Output {
        status,
        stdout: read_output.join().expect("the reader").expect("its output"),
        stderr: read_errors.join().expect("the reader").expect("its errors"),
    }
}

/// Has a child end itself with an error when it is not done after five minutes.
pub fn end_in_time() {
    std::thread::spawn(|| {
        std::thread::sleep(Duration::from_secs(300));
        std::process::exit(98);
    });
}
