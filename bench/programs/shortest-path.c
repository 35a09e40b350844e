// Dijkstra's algorithm with a binary heap over a sparse graph: pointer chasing, priorities, scattered memory.
#include "program.h"

PROGRAM("memory", 34, 1)

struct edge
{
    uint32_t to, weight;
};

struct place
{
    uint32_t distance, vertex;
};

static struct place *heap;
static size_t heap_count;

static void push(struct place place)
{
    size_t index = heap_count++;
    for (; index > 0 && heap[(index - 1) / 2].distance > place.distance; index = (index - 1) / 2)
        heap[index] = heap[(index - 1) / 2];
    heap[index] = place;
}

static struct place pop(void)
{
    struct place first = heap[0], last = heap[--heap_count];
    size_t index = 0;
    for (size_t child; (child = 2 * index + 1) < heap_count; index = child)
    {
        if (child + 1 < heap_count && heap[child + 1].distance < heap[child].distance)
            child++;
        if (heap[child].distance >= last.distance)
            break;
        heap[index] = heap[child];
    }
    heap[index] = last;
    return first;
}

static void run(int scale)
{
    const uint32_t vertices = 20000, degree = 8;
    struct edge *edges = allocate(sizeof *edges * vertices * degree);
    uint32_t *distances = allocate(sizeof *distances * vertices);
    heap = allocate(sizeof *heap * (vertices * degree + 1));
    for (uint32_t index = 0; index < vertices * degree; index++)
        edges[index] = (struct edge){next_random_below(vertices), 1 + next_random_below(1000)};

    uint64_t checksum = 0;
    for (int round = 0; round < scale * 6; round++)
    {
        memset(distances, 255, sizeof *distances * vertices);
        uint32_t start = next_random_below(vertices);
        distances[start] = 0;
        heap_count = 0;
        push((struct place){0, start});
        while (heap_count > 0)
        {
            struct place now = pop();
            if (now.distance > distances[now.vertex])
                continue; // a shorter way was found since
            for (uint32_t index = now.vertex * degree; index < (now.vertex + 1) * degree; index++)
            {
                uint32_t distance = now.distance + edges[index].weight;
                if (distance < distances[edges[index].to])
                {
                    distances[edges[index].to] = distance;
                    push((struct place){distance, edges[index].to});
                }
            }
        }
        for (uint32_t vertex = 0; vertex < vertices; vertex++)
            checksum += distances[vertex];
    }
    print_checksum(checksum);
    free(edges), free(distances), free(heap);
}
