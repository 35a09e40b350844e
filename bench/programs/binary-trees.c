// Allocates, walks and frees many small trees: the allocator, calls and pointers.
#include "program.h"

PROGRAM("memory", 18, 14)

struct node
{
    struct node *left, *right;
};

static struct node *make_tree(int depth)
{
    struct node *node = allocate(sizeof *node);
    node->left = depth > 0 ? make_tree(depth - 1) : NULL;
    node->right = depth > 0 ? make_tree(depth - 1) : NULL;
    return node;
}

static int count_nodes(const struct node *node)
{
    return node->left == NULL ? 1 : 1 + count_nodes(node->left) + count_nodes(node->right);
}

static void free_tree(struct node *node)
{
    if (node->left != NULL)
    {
        free_tree(node->left);
        free_tree(node->right);
    }
    free(node);
}

static int make_and_count(int depth)
{
    struct node *tree = make_tree(depth);
    int count = count_nodes(tree);
    free_tree(tree);
    return count;
}

static void run(int scale)
{
    printf("stretch tree of depth %d: %d nodes\n", scale + 1, make_and_count(scale + 1));
    struct node *long_lived = make_tree(scale);
    for (int depth = 4; depth <= scale; depth += 4)
    {
        int trees = 1 << (scale - depth + 4), nodes = 0;
        for (int tree = 0; tree < trees; tree++)
            nodes += make_and_count(depth);
        printf("%d trees of depth %d: %d nodes\n", trees, depth, nodes);
    }
    printf("long-lived tree of depth %d: %d nodes\n", scale, count_nodes(long_lived));
    free_tree(long_lived);
}
