/* Adam on every surface in plain C: what "fast" means in `python -m benchmarks core`.
 *
 * A function per surface, NAME(p, x, y, gx, gy): the value, and the gradient written by hand; p holds the surface's parameters in the order of its fields.
 * DESCEND(NAME, prepare) makes adam_NAME of it, a loop in which the surface is inlined; prepare computes from p what stays the same at every step.
 * Row t of `out` is what the app keeps of step t: x y | loss | gx gy | rate_x rate_y | m_x m_y | v_x v_y, the moments as they were before the step.
 */
#include <math.h>

#define WIDTH 11
#define NUMBERS 4
#define SQUARE(a) ((a) * (a))
typedef const double *restrict Numbers;

static inline double Bowl(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    *gx = x;
    *gy = y;
    return 0.5 * (x * x + y * y);
}

/* p: κ, cos θ, c, sin θ (Ravine_prepare turns the angle into the two) */
static inline double Ravine(Numbers p, double x, double y, double *gx, double *gy) {
    double u = p[1] * x + p[3] * y, v = p[1] * y - p[3] * x;
    *gx = p[2] * (u * p[1] - p[0] * v * p[3]);
    *gy = p[2] * (u * p[3] + p[0] * v * p[1]);
    return 0.5 * p[2] * (u * u + p[0] * v * v);
}
static inline void Ravine_prepare(double *p) {
    double turn = p[1] * (M_PI / 180);
    p[1] = cos(turn);
    p[3] = sin(turn);
}

static inline double Booth(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double a = x + 2 * y - 7, b = 2 * x + y - 5;
    *gx = 2 * a + 4 * b;
    *gy = 4 * a + 2 * b;
    return a * a + b * b;
}

static inline double Matyas(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    *gx = 0.52 * x - 0.48 * y;
    *gy = 0.52 * y - 0.48 * x;
    return 0.26 * (x * x + y * y) - 0.48 * x * y;
}

static inline double Rosenbrock(Numbers p, double x, double y, double *gx, double *gy) {
    double along = 1 - x, across = y - x * x;
    *gx = -2 * along - 4 * p[0] * x * across;
    *gy = 2 * p[0] * across;
    return along * along + p[0] * across * across;
}

static inline double Beale(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double y2 = y * y, y3 = y2 * y;
    double a = 1.5 - x + x * y, b = 2.25 - x + x * y2, c = 2.625 - x + x * y3;
    *gx = 2 * (a * (y - 1) + b * (y2 - 1) + c * (y3 - 1));
    *gy = 2 * x * (a + 2 * b * y + 3 * c * y2);
    return a * a + b * b + c * c;
}

static inline double Himmelblau(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double a = x * x + y - 11, b = x + y * y - 7;
    *gx = 4 * a * x + 2 * b;
    *gy = 2 * a + 4 * b * y;
    return a * a + b * b;
}

static inline double ThreeHumpCamel(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double x2 = x * x;
    *gx = x * (4 - 4.2 * x2 + x2 * x2) + y;
    *gy = x + 2 * y;
    return 2 * x2 - 1.05 * x2 * x2 + x2 * x2 * x2 / 6 + x * y + y * y;
}

static inline double SixHumpCamel(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double x2 = x * x, y2 = y * y;
    *gx = x * (8 - 8.4 * x2 + 2 * x2 * x2) + y;
    *gy = x + y * (16 * y2 - 8);
    return (4 - 2.1 * x2 + x2 * x2 / 3) * x2 + x * y + (4 * y2 - 4) * y2;
}

static inline double StyblinskiTang(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double x2 = x * x, y2 = y * y;
    *gx = 2 * x2 * x - 16 * x + 2.5;
    *gy = 2 * y2 * y - 16 * y + 2.5;
    return 0.5 * (x2 * x2 - 16 * x2 + 5 * x + y2 * y2 - 16 * y2 + 5 * y);
}

static inline double McCormick(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double across = x - y, wave = cos(x + y);
    *gx = wave + 2 * across - 1.5;
    *gy = wave - 2 * across + 2.5;
    return sin(x + y) + across * across - 1.5 * x + 2.5 * y + 1;
}

static inline double Rastrigin(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double a = 2 * M_PI * x, b = 2 * M_PI * y;
    *gx = 2 * x + 20 * M_PI * sin(a);
    *gy = 2 * y + 20 * M_PI * sin(b);
    return 20 + x * x + y * y - 10 * (cos(a) + cos(b));
}

static inline double Ackley(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double a = 2 * M_PI * x, b = 2 * M_PI * y;
    double radius = sqrt(0.5 * (x * x + y * y)), far = exp(-0.2 * radius), waves = exp(0.5 * (cos(a) + cos(b)));
    double slope = radius > 0 ? 2 * far / radius : 0;
    *gx = slope * x + M_PI * sin(a) * waves;
    *gy = slope * y + M_PI * sin(b) * waves;
    return -20 * far - waves + 20 + M_E;
}

static inline double GoldsteinPrice(Numbers p, double a, double b, double *gx, double *gy) {
    (void)p;
    double s = a + b + 1, d = 2 * a - 3 * b;
    double inner = 19 - 14 * a + 3 * a * a - 14 * b + 6 * a * b + 3 * b * b;
    double outer = 18 - 32 * a + 12 * a * a + 48 * b - 36 * a * b + 27 * b * b;
    double first = 1 + s * s * inner, second = 30 + d * d * outer;
    double slope = 2 * s * inner + s * s * (6 * (a + b) - 14);
    *gx = (slope / first + (4 * d * outer + d * d * (24 * a - 36 * b - 32)) / second) / 2.427;
    *gy = (slope / first + (d * d * (54 * b - 36 * a + 48) - 6 * d * outer) / second) / 2.427;
    return (log(first * second) - 8.693) / 2.427;
}

static inline double Saddle(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double y2 = y * y;
    *gx = 2 * x;
    *gy = y * (y2 - 2);
    return x * x - y2 + 0.25 * y2 * y2;
}

static inline double TwoWells(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    double y2 = y * y;
    double right = 2 * exp(-(SQUARE(x - 1) + y2) / 0.2), left = 3 * exp(-(SQUARE(x + 1) + y2) / 0.2);
    *gx = 2 * x + 10 * ((x - 1) * right + (x + 1) * left);
    *gy = 2 * y + 10 * y * (right + left);
    return x * x + y2 - right - left;
}

static inline double KinkValley(Numbers p, double x, double y, double *gx, double *gy) {
    (void)p;
    *gx = (x > 0) - (x < 0);
    *gy = 10 * ((y > 0) - (y < 0));
    return fabs(x) + 10 * fabs(y);
}

static inline double PlateauCliff(Numbers p, double x, double y, double *gx, double *gy) {
    double step = tanh(p[0] * x), floor = x + 4;
    *gx = p[0] * (1 - step * step) + 0.01 * floor;
    *gy = 0.2 * y;
    return 1 + step + 0.005 * floor * floor + 0.1 * y * y;
}

static inline double SharpFlat(Numbers p, double x, double y, double *gx, double *gy) {
    double y2 = y * y;
    double u = 0.5 * p[0] * (SQUARE(x + 2) + y2), v = 0.5 * (SQUARE(x - 2) + y2), sum = u + v;
    double left = SQUARE(v / sum) * p[0], right = SQUARE(u / sum);
    *gx = left * (x + 2) + right * (x - 2);
    *gy = (left + right) * y;
    return u * v / sum;
}

#define DESCEND(NAME, prepare)                                                                                                                         \
    void adam_##NAME(long rows, const double *start, const double *numbers, double lr, double b1, double b2, double eps, double *restrict out) {      \
        double p[NUMBERS], x = start[0], y = start[1], mx = 0, my = 0, vx = 0, vy = 0, fade1 = 1, fade2 = 1;                                          \
        for (int i = 0; i < NUMBERS; i++) p[i] = numbers[i];                                                                                           \
        prepare;                                                                                                                                       \
        for (long t = 0; t < rows; t++, out += WIDTH) {                                                                                                \
            double gx, gy, loss = NAME(p, x, y, &gx, &gy);                                                                                             \
            out[0] = x, out[1] = y, out[2] = loss, out[3] = gx, out[4] = gy, out[7] = mx, out[8] = my, out[9] = vx, out[10] = vy;                      \
            fade1 *= b1, fade2 *= b2;                                                                                                                  \
            mx = b1 * mx + (1 - b1) * gx, my = b1 * my + (1 - b1) * gy;                                                                                \
            vx = b2 * vx + (1 - b2) * gx * gx, vy = b2 * vy + (1 - b2) * gy * gy;                                                                      \
            out[5] = lr / (sqrt(vx / (1 - fade2)) + eps), out[6] = lr / (sqrt(vy / (1 - fade2)) + eps);                                                \
            x -= out[5] * (mx / (1 - fade1)), y -= out[6] * (my / (1 - fade1));                                                                        \
        }                                                                                                                                              \
    }

DESCEND(Ravine, Ravine_prepare(p))
DESCEND(Bowl, )
DESCEND(Rosenbrock, )
DESCEND(Beale, )
DESCEND(Himmelblau, )
DESCEND(Booth, )
DESCEND(Matyas, )
DESCEND(ThreeHumpCamel, )
DESCEND(SixHumpCamel, )
DESCEND(StyblinskiTang, )
DESCEND(McCormick, )
DESCEND(Rastrigin, )
DESCEND(Ackley, )
DESCEND(GoldsteinPrice, )
DESCEND(Saddle, )
DESCEND(TwoWells, )
DESCEND(KinkValley, )
DESCEND(PlateauCliff, )
DESCEND(SharpFlat, )
