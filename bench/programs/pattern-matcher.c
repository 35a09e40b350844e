// Regular expressions by backtracking over a compiled form: recursion, a switch, and short loops over bytes.
#include "program.h"

PROGRAM("text", 140, 5)

enum kind { CHARACTER, ANY, SET, START, END, SPLIT, JUMP, DONE };

struct step
{
    enum kind kind;
    int first, second; // the character; or where to go on
    uint8_t set[32];
};

static struct step steps[128];
static int step_count;
static const char *source;

static int emit(enum kind kind, int first, int second)
{
    steps[step_count] = (struct step){.kind = kind, .first = first, .second = second};
    return step_count++;
}

// Makes room before `place` and moves the targets of all that is behind it.
static void insert_before(int place)
{
    memmove(&steps[place + 1], &steps[place], sizeof steps[0] * (size_t)(step_count - place));
    step_count++;
    for (int index = place + 1; index < step_count; index++)
        if (steps[index].kind == SPLIT || steps[index].kind == JUMP)
        {
            steps[index].first += steps[index].first >= place;
            steps[index].second += steps[index].second >= place;
        }
}

static void compile_choice(void);

static void compile_atom(void)
{
    char now = *source++;
    if (now == '(')
    {
        compile_choice();
        source++;
    }
    else if (now == '[')
    {
        int place = emit(SET, 0, 0), negated = *source == '^';
        for (source += negated; *source != ']'; source++)
        {
            int last = source[1] == '-' ? source[2] : source[0];
            for (int character = *source; character <= last; character++)
                steps[place].set[character / 8] |= (uint8_t)(1 << character % 8);
            source += source[1] == '-' ? 2 : 0;
        }
        source++;
        for (int index = 0; index < 32 && negated; index++)
            steps[place].set[index] = (uint8_t)~steps[place].set[index];
    }
    else
    {
        emit(now == '.' ? ANY : now == '^' ? START : now == '$' ? END : CHARACTER, now, 0);
    }
}

static void compile_sequence(void)
{
    while (*source != '\0' && *source != ')' && *source != '|')
    {
        int place = step_count;
        compile_atom();
        if (*source != '*' && *source != '+' && *source != '?')
            continue;
        char repeat = *source++;
        if (repeat == '+')
        {
            int split = emit(SPLIT, place, 0);
            steps[split].second = step_count;
            continue;
        }
        insert_before(place);
        if (repeat == '*')
            emit(JUMP, place, place);
        steps[place] = (struct step){.kind = SPLIT, .first = place + 1, .second = step_count};
    }
}

static void compile_choice(void)
{
    int place = step_count;
    compile_sequence();
    while (*source == '|')
    {
        source++;
        insert_before(place);
        int jump = emit(JUMP, 0, 0);
        steps[place] = (struct step){.kind = SPLIT, .first = place + 1, .second = step_count};
        compile_sequence();
        steps[jump].first = steps[jump].second = step_count;
    }
}

static const char *text_start;

static const char *match(int index, const char *text)
{
    for (;;)
    {
        const struct step *step = &steps[index];
        switch (step->kind)
        {
        case CHARACTER:
            if (*text != step->first)
                return NULL;
            text++, index++;
            break;
        case ANY:
            if (*text == '\0' || *text == '\n')
                return NULL;
            text++, index++;
            break;
        case SET:
            if (*text == '\0' || !(step->set[(uint8_t)*text / 8] >> *text % 8 & 1))
                return NULL;
            text++, index++;
            break;
        case START:
            if (text != text_start && text[-1] != '\n')
                return NULL;
            index++;
            break;
        case END:
            if (*text != '\n' && *text != '\0')
                return NULL;
            index++;
            break;
        case SPLIT:
        {
            const char *end = match(step->first, text);
            if (end != NULL)
                return end;
            index = step->second;
            break;
        }
        case JUMP:
            index = step->first;
            break;
        case DONE:
            return text;
        }
    }
}

static void run(int scale)
{
    static char text[60000];
    static const char *const words[] = {"local.get", "i32.add", "i64.const", "call", "block", "loop", "br_if", "memory.grow", "f64.mul", "end", "0x7fff", "12", "-7"};
    static const char *const patterns[] = {
        "(i32|i64|f64)[.][a-z]+", "0x[0-9a-f]+|-?[0-9]+", "^[a-z]+[.]get .*end$", "(a|b|l)+o[^ ]*( [0-9]+)?", "[a-z]*_if (loop|block)", "m.*w +.*y",
    };
    size_t length = 0;
    while (length < sizeof text - 32)
        length += (size_t)sprintf(text + length, "%s%c", words[next_random_below(13)], next_random_below(9) == 0 ? '\n' : ' ');

    text_start = text;
    uint64_t checksum = 0;
    for (size_t pattern = 0; pattern < sizeof patterns / sizeof patterns[0]; pattern++)
    {
        step_count = 0;
        source = patterns[pattern];
        compile_choice();
        emit(DONE, 0, 0);
        uint64_t count = 0, bytes = 0;
        for (int round = 0; round < scale; round++)
            for (const char *place = text; *place != '\0';)
            {
                const char *end = match(0, place);
                count += end != NULL;
                bytes += end != NULL ? (uint64_t)(end - place) : 0;
                place = end != NULL && end > place ? end : place + 1;
            }
        printf("%s: %llu times, %llu bytes\n", patterns[pattern], (unsigned long long)count, (unsigned long long)bytes);
        checksum = add_to_checksum(checksum, count * 1000003 + bytes);
    }
    print_checksum(checksum);
}
