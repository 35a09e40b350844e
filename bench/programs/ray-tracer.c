// Traces rays through a scene of spheres with shadows and mirrors: small structs by value, branches, square roots.
#include <math.h>

#include "program.h"

PROGRAM("float", 1500, 270)

struct vector
{
    double x, y, z;
};

struct sphere
{
    struct vector centre;
    double radius, mirror;
    struct vector colour;
};

static struct vector plus(struct vector a, struct vector b) { return (struct vector){a.x + b.x, a.y + b.y, a.z + b.z}; }
static struct vector minus(struct vector a, struct vector b) { return (struct vector){a.x - b.x, a.y - b.y, a.z - b.z}; }
static struct vector times(struct vector a, double factor) { return (struct vector){a.x * factor, a.y * factor, a.z * factor}; }
static double dot(struct vector a, struct vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static struct vector unit(struct vector a) { return times(a, 1 / sqrt(dot(a, a))); }

#define SPHERES 40

static struct sphere spheres[SPHERES];
static const struct vector light = {-30, 50, -40};

static const struct sphere *nearest(struct vector origin, struct vector direction, double *distance)
{
    const struct sphere *found = NULL;
    for (int index = 0; index < SPHERES; index++)
    {
        struct vector towards = minus(spheres[index].centre, origin);
        double along = dot(towards, direction);
        double inside = along * along - dot(towards, towards) + spheres[index].radius * spheres[index].radius;
        if (inside < 0)
            continue;
        double root = sqrt(inside);
        double hit = along - root > 1e-6 ? along - root : along + root;
        if (hit > 1e-6 && hit < *distance)
        {
            *distance = hit;
            found = &spheres[index];
        }
    }
    return found;
}

static struct vector trace(struct vector origin, struct vector direction, int depth)
{
    double distance = 1e9;
    const struct sphere *sphere = nearest(origin, direction, &distance);
    if (sphere == NULL)
        return (struct vector){0.4 + 0.3 * direction.y, 0.5 + 0.3 * direction.y, 0.8};
    struct vector point = plus(origin, times(direction, distance));
    struct vector normal = unit(minus(point, sphere->centre));
    struct vector to_light = minus(light, point);
    double light_distance = sqrt(dot(to_light, to_light));
    to_light = times(to_light, 1 / light_distance);
    double brightness = dot(normal, to_light);
    if (brightness < 0 || nearest(point, to_light, &light_distance) != NULL)
        brightness = 0;
    struct vector colour = times(sphere->colour, 0.1 + 0.9 * brightness);
    if (sphere->mirror > 0 && depth < 5)
    {
        struct vector reflected = minus(direction, times(normal, 2 * dot(normal, direction)));
        colour = plus(times(colour, 1 - sphere->mirror), times(trace(point, reflected, depth + 1), sphere->mirror));
    }
    return colour;
}

static void run(int scale)
{
    spheres[0] = (struct sphere){{0, -1004, 20}, 1000, 0.1, {0.4, 0.4, 0.4}};
    for (int index = 1; index < SPHERES; index++)
        spheres[index] = (struct sphere){
            {next_random_double() * 24 - 12, next_random_double() * 8 - 4, 14 + next_random_double() * 20},
            0.5 + next_random_double() * 1.5, index % 3 == 0 ? 0.6 : 0,
            {next_random_double(), next_random_double(), next_random_double()}};

    uint64_t checksum = 0;
    for (int row = 0; row < scale; row++)
        for (int column = 0; column < scale; column++)
        {
            struct vector direction = unit((struct vector){(column - scale * 0.5) / scale, (scale * 0.5 - row) / scale, 1});
            struct vector colour = trace((struct vector){0, 0, 0}, direction, 0);
            checksum = add_to_checksum(checksum, (uint64_t)(colour.x * 255) << 32 | (uint64_t)(colour.y * 255) << 16 | (uint64_t)(colour.z * 255));
        }
    print_checksum(checksum);
}
