// Evaluates expression trees whose every node holds a pointer to its function: indirect calls and little else.
#include "program.h"

PROGRAM("interpreter", 60, 2)

struct node;
typedef int64_t (*evaluation)(const struct node *, int64_t *);

struct node
{
    evaluation evaluate;
    const struct node *left, *right, *third;
    int64_t value;
};

#define EVALUATE(part) (node->part->evaluate(node->part, variables))

static int64_t constant(const struct node *node, int64_t *variables) { (void)variables; return node->value; }
static int64_t variable(const struct node *node, int64_t *variables) { return variables[node->value]; }
static int64_t add(const struct node *node, int64_t *variables) { return (int64_t)((uint64_t)EVALUATE(left) + (uint64_t)EVALUATE(right)); }
static int64_t subtract(const struct node *node, int64_t *variables) { return (int64_t)((uint64_t)EVALUATE(left) - (uint64_t)EVALUATE(right)); }
static int64_t multiply(const struct node *node, int64_t *variables) { return (int64_t)((uint64_t)EVALUATE(left) * (uint64_t)EVALUATE(right)); }
static int64_t exclusive_or(const struct node *node, int64_t *variables) { return EVALUATE(left) ^ EVALUATE(right); }
static int64_t shift_right(const struct node *node, int64_t *variables) { return (int64_t)((uint64_t)EVALUATE(left) >> (node->value & 63)); }
static int64_t less(const struct node *node, int64_t *variables) { return EVALUATE(left) < EVALUATE(right); }
static int64_t choose(const struct node *node, int64_t *variables) { return EVALUATE(left) ? EVALUATE(right) : EVALUATE(third); }
static int64_t assign(const struct node *node, int64_t *variables) { return variables[node->value] = EVALUATE(left); }
static int64_t sequence(const struct node *node, int64_t *variables) { EVALUATE(left); return EVALUATE(right); }

static int64_t repeat(const struct node *node, int64_t *variables)
{
    int64_t result = 0;
    while (EVALUATE(left))
        result = EVALUATE(right);
    return result;
}

static struct node pool[256];
static int used;

static const struct node *make(evaluation evaluate, const struct node *left, const struct node *right, const struct node *third, int64_t value)
{
    pool[used] = (struct node){evaluate, left, right, third, value};
    return &pool[used++];
}

static const struct node *number(int64_t value) { return make(constant, NULL, NULL, NULL, value); }
static const struct node *name(int64_t index) { return make(variable, NULL, NULL, NULL, index); }
static const struct node *let(int64_t index, const struct node *value) { return make(assign, value, NULL, NULL, index); }
static const struct node *two(evaluation evaluate, const struct node *left, const struct node *right) { return make(evaluate, left, right, NULL, 0); }

static void run(int scale)
{
    enum { COUNTER, LIMIT, STATE, SUM, INNER };
    const struct node *mix = let(STATE, two(add, two(multiply, name(STATE), number(6364136223846793005)), number(1442695040888963407)));
    const struct node *high = make(shift_right, name(STATE), NULL, NULL, 33);
    const struct node *pick = make(choose, two(less, high, number((int64_t)1 << 30)),
                                   two(exclusive_or, name(SUM), two(multiply, name(COUNTER), number(31))),
                                   two(subtract, two(add, name(SUM), name(COUNTER)), number(7)), 0);
    const struct node *inner_loop = make(repeat, two(less, name(INNER), number(3)),
                                         two(sequence, let(SUM, two(add, name(SUM), name(INNER))), let(INNER, two(add, name(INNER), number(1)))), NULL, 0);
    const struct node *body = two(sequence, two(sequence, mix, let(SUM, pick)),
                                  two(sequence, two(sequence, let(INNER, number(0)), inner_loop), let(COUNTER, two(add, name(COUNTER), number(1)))));
    const struct node *program = make(repeat, two(less, name(COUNTER), name(LIMIT)), body, NULL, 0);

    int64_t variables[5] = {0, (int64_t)scale * 100000, 1, 0, 0};
    int64_t result = program->evaluate(program, variables);
    printf("%lld after %lld rounds\n", (long long)variables[SUM], (long long)result);
}
