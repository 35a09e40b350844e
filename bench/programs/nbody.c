// The sun and four planets: scalar floating point with square roots and divisions, all in registers or nearby.
#include <math.h>

#include "program.h"

PROGRAM("float", 110, 3)

#define BODIES 5
#define SOLAR_MASS (4 * 3.141592653589793 * 3.141592653589793)
#define DAYS 365.24

struct body
{
    double position[3];
    double velocity[3];
    double mass;
};

static struct body bodies[BODIES] = {
    {{0, 0, 0}, {0, 0, 0}, SOLAR_MASS},
    {{4.84143144246472090, -1.16032004402742839, -0.103622044471123109},
     {0.00166007664274403694 * DAYS, 0.00769901118419740425 * DAYS, -0.0000690460016972063023 * DAYS},
     0.000954791938424326609 * SOLAR_MASS},
    {{8.34336671824457987, 4.12479856412430479, -0.403523417114321381},
     {-0.00276742510726411004 * DAYS, 0.00499852801234917238 * DAYS, 0.0000230417297573763929 * DAYS},
     0.000285885980666130812 * SOLAR_MASS},
    {{12.8943695621391310, -15.1111514016986312, -0.223307578892655734},
     {0.00296460137564761618 * DAYS, 0.00237847173959480950 * DAYS, -0.0000296589568540237556 * DAYS},
     0.0000436624404335156298 * SOLAR_MASS},
    {{15.3796971148509165, -25.9193146099879641, 0.179258772950371181},
     {0.00268067772490389322 * DAYS, 0.00162824170038242295 * DAYS, -0.0000951592254519715870 * DAYS},
     0.0000515138902046611451 * SOLAR_MASS},
};

static double energy(void)
{
    double sum = 0;
    for (int first = 0; first < BODIES; first++)
    {
        const struct body *body = &bodies[first];
        double square = 0;
        for (int axis = 0; axis < 3; axis++)
            square += body->velocity[axis] * body->velocity[axis];
        sum += 0.5 * body->mass * square;
        for (int second = first + 1; second < BODIES; second++)
        {
            double distance = 0;
            for (int axis = 0; axis < 3; axis++)
            {
                double difference = body->position[axis] - bodies[second].position[axis];
                distance += difference * difference;
            }
            sum -= body->mass * bodies[second].mass / sqrt(distance);
        }
    }
    return sum;
}

static void advance(double time_step)
{
    for (int first = 0; first < BODIES; first++)
    {
        struct body *left = &bodies[first];
        for (int second = first + 1; second < BODIES; second++)
        {
            struct body *right = &bodies[second];
            double x = left->position[0] - right->position[0];
            double y = left->position[1] - right->position[1];
            double z = left->position[2] - right->position[2];
            double square = x * x + y * y + z * z;
            double magnitude = time_step / (square * sqrt(square));
            left->velocity[0] -= x * right->mass * magnitude;
            left->velocity[1] -= y * right->mass * magnitude;
            left->velocity[2] -= z * right->mass * magnitude;
            right->velocity[0] += x * left->mass * magnitude;
            right->velocity[1] += y * left->mass * magnitude;
            right->velocity[2] += z * left->mass * magnitude;
        }
    }
    for (int index = 0; index < BODIES; index++)
        for (int axis = 0; axis < 3; axis++)
            bodies[index].position[axis] += time_step * bodies[index].velocity[axis];
}

static void run(int scale)
{
    // The sun gets the momentum that keeps the whole at rest.
    for (int axis = 0; axis < 3; axis++)
    {
        double momentum = 0;
        for (int index = 1; index < BODIES; index++)
            momentum += bodies[index].velocity[axis] * bodies[index].mass;
        bodies[0].velocity[axis] = -momentum / SOLAR_MASS;
    }
    printf("%.9f\n", energy());
    for (int step = 0; step < scale * 100000; step++)
        advance(0.01);
    printf("%.9f\n", energy());
}
