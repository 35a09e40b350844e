package org.lanner;

import java.util.List;

/** A guest has trapped. The stack trace has the guest's functions, and below them those of Java that called it. */
public final class Trap extends LannerException {
    private static final long serialVersionUID = 1;

    /** The reason. */
    private final TrapCode code;

    /** The functions of the guest, the innermost first. */
    private final Frame[] frames;

    Trap(String message, TrapCode code, Frame[] frames) {
        super(message);
        this.code = code;
        this.frames = frames;
        if (frames.length > 0) {
            StackTraceElement[] host = getStackTrace();
            StackTraceElement[] all = new StackTraceElement[frames.length + host.length];
            for (int index = 0; index < frames.length; index++) {
                all[index] = frames[index].toElement();
            }
            System.arraycopy(host, 0, all, frames.length, host.length);
            setStackTrace(all);
        }
    }

    /**
     * Returns the reason.
     *
     * @return the reason
     */
    public TrapCode code() {
        return code;
    }

    /**
     * Returns the functions of the guest that were active, the innermost first; at most 100.
     *
     * @return the frames
     */
    public List<Frame> frames() {
        return List.of(frames);
    }

    /**
     * Returns the frames as text, one a line.
     *
     * @return the text
     */
    public String backtrace() {
        StringBuilder text = new StringBuilder();
        for (Frame frame : frames) {
            text.append("  at ").append(frame).append('\n');
        }
        return text.toString();
    }
}
