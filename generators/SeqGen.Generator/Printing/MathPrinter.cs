namespace SeqGen.Generator.Printing;

/// <summary>
/// Writes the vector functions that kernels call, each once for all widths. Only the functions in use are
/// emitted, once a project. <c>V</c> is the vector class (<c>Vector512</c> ...), <c>Vec</c> the vector of floats, <c>F</c> the class with its constants.
/// </summary>
/// <remarks>
/// Limits stand first in <c>MinNative</c> and <c>MaxNative</c>: these are one instruction each, which gives its second
/// operand where one is not a number.
/// </remarks>
internal static class MathPrinter
{
    /// <summary>Writes every function that was called, and those that they call.</summary>
    /// <param name="code">Where they go.</param>
    /// <param name="target">The target of the kernel file.</param>
    /// <param name="called">The functions.</param>
    public static void Write(CodeWriter code, Target target, IEnumerable<MathFunction> called)
    {
        SortedSet<MathFunction> used = [];
        foreach (MathFunction function in called)
        {
            Add(used, function);
        }

        foreach (MathFunction function in used)
        {
            (string summary, string body, _) = Functions[function.Name];
            if (function.Lanes == 0 && target.Bits == 512 && Bodies512.TryGetValue(function.Name, out string? body512))
            {
                body = body512;
            }

            if (function != used.Min)
            {
                code.Line();
            }

            code.Line("/// <summary>" + summary + "</summary>");
            code.Line("[MethodImplAttribute(MethodImplOptions.AggressiveInlining)]");
            code.Lines(function.Lanes == 0 ? body : Vectors.Rename(body, function.Lanes));
        }
    }

    private static void Add(SortedSet<MathFunction> used, MathFunction function)
    {
        if (used.Add(function))
        {
            foreach (string callee in Functions[function.Name].Calls)
            {
                Add(used, function with { Name = callee });
            }
        }
    }

    private static readonly Dictionary<string, (string Summary, string Body, string[] Calls)> Functions = new()
    {
        ["Exp"] = (
            "e^x within 2 ulp: x = n ln 2 + r, |r| at most ln 2 / 2; e^r by a polynomial of degree 7; n is added to its exponent. Infinite above the largest float, zero below the least: by default e^-87.3, the smallest normal number.",
            """
            public static Vec Exp(Vec x, float least = -87.33654f)
            {
                Vec n = V.Floor(V.FusedMultiplyAdd(x, F.Create(1.44269504f), F.Create(0.5f)));
                Vec p = ExpOfRest(x, n);
                p = V.AsSingle(V.AsInt32(p) + V.ShiftLeft(V.ConvertToInt32Native(n), 23));
                p = V.ConditionalSelect(V.GreaterThan(x, F.Create(88.72283f)), F.Create(float.PositiveInfinity), p);
                return V.ConditionalSelect(V.LessThan(x, F.Create(least)), Vec.Zero, p);
            }
            """, ["ExpOfRest"]),
        ["ExpOfRest"] = (
            "e^r of what is left of x after n times ln 2, |r| at most ln 2 / 2: by a polynomial of degree 7.",
            """
            public static Vec ExpOfRest(Vec x, Vec n)
            {
                Vec r = V.FusedMultiplyAdd(n, F.Create(-0.693359375f), x);
                r = V.FusedMultiplyAdd(n, F.Create(2.12194440e-4f), r);
                Vec p = V.FusedMultiplyAdd(F.Create(1.98756916e-4f), r, F.Create(1.39819994e-3f));
                p = V.FusedMultiplyAdd(p, r, F.Create(8.33345205e-3f));
                p = V.FusedMultiplyAdd(p, r, F.Create(4.16657962e-2f));
                p = V.FusedMultiplyAdd(p, r, F.Create(1.66666657e-1f));
                p = V.FusedMultiplyAdd(p, r, F.Create(0.5f));
                return V.FusedMultiplyAdd(V.FusedMultiplyAdd(p, r, F.Create(1f)), r, F.Create(1f));
            }
            """, []),
        ["SoftmaxTerm"] = (
            "2^-27 e^x for x at most 0, within 2 ulp, exactly 0 from about -69 on: as Exp, but n + 100, at least 0, is the exponent of a factor, which is 0 where that is. A float of this size has no digits after the point, so that adding 1.5 2^23 rounds.",
            """
            public static Vec SoftmaxTerm(Vec x)
            {
                x = V.MaxNative(F.Create(-69.31f), x);
                Vec n = V.FusedMultiplyAdd(x, F.Create(1.44269504f), F.Create(12583012f));
                Vec factor = V.AsSingle(V.ShiftLeft(V.AsInt32(n), 23));
                n -= F.Create(12583012f);
                return ExpOfRest(x, n) * factor;
            }
            """, ["ExpOfRest"]),
        ["Log"] = (
            "ln x for normal positive x, within 2 ulp: x = m 2^e with m in [sqrt(1/2), sqrt 2); ln m by a series in (m - 1) / (m + 1).",
            """
            public static Vec Log(Vec x)
            {
                Vec e = V.ConvertToSingle(V.ShiftRightArithmetic(V.AsInt32(x) - V.Create(0x3f3504f3), 23));
                Vec m = V.AsSingle(((V.AsInt32(x) - V.Create(0x3f3504f3)) & V.Create(0x007fffff)) + V.Create(0x3f3504f3));
                Vec s = (m - F.Create(1f)) / (m + F.Create(1f));
                Vec q = s * s;
                Vec p = V.FusedMultiplyAdd(F.Create(0.22222222f), q, F.Create(0.28571429f));
                p = V.FusedMultiplyAdd(p, q, F.Create(0.4f));
                p = V.FusedMultiplyAdd(p, q, F.Create(0.66666667f));
                p = V.FusedMultiplyAdd(p * q, s, V.FusedMultiplyAdd(e, F.Create(-2.12194440e-4f), s + s));
                return V.FusedMultiplyAdd(e, F.Create(0.693359375f), p);
            }
            """, []),
        ["Limit"] = (
            "x, or the limit beyond which tanh is taken for 1, which it is within 9e-8.",
            """
            public static Vec Limit(Vec x) => V.MinNative(F.Create(8.5f), V.MaxNative(F.Create(-8.5f), x));
            """, []),
        ["LimitedSquare"] = LimitedSquare(""),
        ["FractionOfTanh"] = (
            "tanh x = p x / bottom: polynomials in x^2 of degrees 5 and 3, both in pairs, that minimise the greatest relative error (4e-8), times a factor with which p x is bottom, to the last bit, at the limit.",
            """
            public static Vec FractionOfTanh(Vec x, out Vec limited, out Vec bottom)
            {
                limited = Limit(x);
                Vec q = LimitedSquare(x, limited);
                Vec q2 = q * q;
                Vec d = V.FusedMultiplyAdd(q, F.Create(0.677428126f), F.Create(1.46356928f));
                Vec e = V.FusedMultiplyAdd(q, F.Create(0.000341161998f), F.Create(0.034994863f));
                bottom = V.FusedMultiplyAdd(e, q2, d);
                Vec c = V.FusedMultiplyAdd(q, F.Create(3.05817663e-11f), F.Create(-2.01834673e-08f));
                Vec b = V.FusedMultiplyAdd(q, F.Create(1.40492921e-05f), F.Create(0.00432753889f));
                Vec a = V.FusedMultiplyAdd(q, F.Create(0.189572006f), F.Create(1.46356928f));
                return V.FusedMultiplyAdd(V.FusedMultiplyAdd(c, q2, b), q2, a);
            }
            """, ["Limit", "LimitedSquare"]),
        ["TanhFraction"] = TanhFraction(""),
        ["FastTanh"] = Tanh("Fast", "", "2.9e-7"),
        ["SigmoidFraction"] = SigmoidFraction(""),
        ["FastSigmoid"] = Sigmoid("Fast", "1.7e-7"),
        ["CoarseLimit"] = (
            "x, or the limit beyond which tanh is taken for 1, which it is within 9.1e-5.",
            """
            public static Vec CoarseLimit(Vec x) => V.MinNative(F.Create(5f), V.MaxNative(F.Create(-5f), x));
            """, []),
        ["CoarseLimitedSquare"] = LimitedSquare("Coarse"),
        ["CoarseFractionOfTanh"] = (
            "tanh x = p x / bottom: polynomials in x^2 of degree 2 that minimise the greatest absolute error (9.1e-5), times a factor with which p x is bottom, to the last bit, at the limit.",
            """
            public static Vec CoarseFractionOfTanh(Vec x, out Vec limited, out Vec bottom)
            {
                limited = CoarseLimit(x);
                Vec q = CoarseLimitedSquare(x, limited);
                bottom = V.FusedMultiplyAdd(V.FusedMultiplyAdd(q, F.Create(0.0145092392f), F.Create(0.493557274f)), q, F.Create(1.13436425f));
                return V.FusedMultiplyAdd(V.FusedMultiplyAdd(q, F.Create(0.00075971731f), F.Create(0.115972273f)), q, F.Create(1.134184f));
            }
            """, ["CoarseLimit", "CoarseLimitedSquare"]),
        ["CoarseTanhFraction"] = TanhFraction("Coarse"),
        ["CoarseTanh"] = Tanh("Coarse", "Coarse", "9.2e-5"),
        ["CoarseSigmoidFraction"] = SigmoidFraction("Coarse"),
        ["CoarseSigmoid"] = Sigmoid("Coarse", "4.6e-5"),
        ["Sigmoid"] = (
            "1 / (1 + e^-x), with relative accuracy in both tails; zero below the smallest normal number.",
            """
            public static Vec Sigmoid(Vec x)
            {
                Vec e = V.ConditionalSelect(V.LessThan(x, F.Create(-87.33654f)), F.Create(float.PositiveInfinity), Exp(-x));
                return F.Create(1f) / (F.Create(1f) + e);
            }
            """, ["Exp"]),
        ["Tanh"] = (
            "tanh x with a short chain. Absolute and relative error below 2.9e-7; exactly 1 from the limit on.",
            """
            public static Vec Tanh(Vec x) => FastTanh(Normal(x));
            """, ["FastTanh", "Normal"]),
        ["PreciseTanh"] = (
            "tanh x: the rational form below 0.75, 1 - 2 / (e^2|x| + 1) above, which is exactly 1 long before its limit; beyond it the quotient would become subnormal.",
            """
            public static Vec PreciseTanh(Vec x)
            {
                x = Normal(x);
                Vec a = V.MinNative(F.Create(20f), V.Abs(x));
                Vec large = F.Create(1f) - F.Create(2f) / (Exp(a + a) + F.Create(1f));
                large = V.ConditionalSelect(V.LessThan(x, Vec.Zero), -large, large);
                return V.ConditionalSelect(V.LessThan(a, F.Create(0.75f)), FastTanh(x), large);
            }
            """, ["Exp", "FastTanh", "Normal"]),
        ["Relu"] = (
            "max(x, 0), zero where that is subnormal.",
            """
            public static Vec Relu(Vec x) => V.ConditionalSelect(V.LessThan(x, F.Create(1.17549435e-38f)), Vec.Zero, x);
            """, []),
        ["LeakyRelu"] = (
            "x where x is positive, slope x elsewhere.",
            """
            public static Vec LeakyRelu(Vec x, float slope) => Normal(V.ConditionalSelect(V.GreaterThan(x, Vec.Zero), x, x * F.Create(slope)));
            """, ["Normal"]),
        ["LeakyReluSlope"] = (
            "The derivative of the leaky relu from its value: 1 or the slope.",
            """
            public static Vec LeakyReluSlope(Vec y, float slope) =>
                V.ConditionalSelect(V.Equals(y, y), V.ConditionalSelect(V.GreaterThan(y, Vec.Zero), F.Create(1f), F.Create(slope)), y);
            """, []),
        ["Expm1"] = (
            "e^x - 1 for x at most 0, without cancellation near 0: a series of degree 7 above -0.35.",
            """
            public static Vec Expm1(Vec x)
            {
                Vec p = V.FusedMultiplyAdd(x, F.Create(1f / 5040), F.Create(1f / 720));
                p = V.FusedMultiplyAdd(p, x, F.Create(1f / 120));
                p = V.FusedMultiplyAdd(p, x, F.Create(1f / 24));
                p = V.FusedMultiplyAdd(p, x, F.Create(1f / 6));
                p = V.FusedMultiplyAdd(p, x, F.Create(0.5f));
                p = V.FusedMultiplyAdd(p * x, x, x);
                return V.ConditionalSelect(V.GreaterThan(x, F.Create(-0.35f)), p, Exp(x) - F.Create(1f));
            }
            """, ["Exp"]),
        ["Elu"] = (
            "x where x is positive, alpha (e^x - 1) elsewhere.",
            """
            public static Vec Elu(Vec x, float alpha) =>
                Normal(V.ConditionalSelect(V.GreaterThan(x, Vec.Zero), x, F.Create(alpha) * Expm1(V.MinNative(Vec.Zero, x))));
            """, ["Expm1", "Normal"]),
        ["Selu"] = (
            "1.0507 elu(x, 1.6733) (Klambauer et al. 2017).",
            """
            public static Vec Selu(Vec x) => F.Create(1.05070099f) * Elu(x, 1.67326324f);
            """, ["Elu"]),
        ["Silu"] = (
            "x sigmoid(x). Where the sigmoid is zero, x is limited, so that minus infinity gives zero.",
            """
            public static Vec Silu(Vec x)
            {
                x = V.MaxNative(F.Create(-100f), x);
                return Normal(x * Sigmoid(x));
            }
            """, ["Normal", "Sigmoid"]),
        ["SiluSlope"] = (
            "The derivative of x sigmoid(x); x is limited where it is 0 or 1.",
            """
            public static Vec SiluSlope(Vec x)
            {
                x = V.MinNative(F.Create(100f), V.MaxNative(F.Create(-100f), x));
                Vec s = Sigmoid(x);
                return s * V.FusedMultiplyAdd(x, F.Create(1f) - s, F.Create(1f));
            }
            """, ["Sigmoid"]),
        ["Erf"] = (
            "The error function (Abramowitz and Stegun 7.1.26 near the tails, a Maclaurin series below 0.7), exactly 1 from 4.2 on. Absolute error below 3e-7.",
            """
            public static Vec Erf(Vec x)
            {
                Vec a = V.MinNative(F.Create(4.2f), V.Abs(x));
                Vec q = V.FusedMultiplyAdd(a, a, F.Create(1e-30f));
                Vec s = V.FusedMultiplyAdd(q, F.Create(-1f / 75600), F.Create(1f / 9360));
                s = V.FusedMultiplyAdd(s, q, F.Create(-1f / 1320));
                s = V.FusedMultiplyAdd(s, q, F.Create(1f / 216));
                s = V.FusedMultiplyAdd(s, q, F.Create(-1f / 42));
                s = V.FusedMultiplyAdd(s, q, F.Create(0.1f));
                s = V.FusedMultiplyAdd(s, q, F.Create(-1f / 3));
                s = V.FusedMultiplyAdd(s * q, x, x) * F.Create(1.12837917f);
                Vec t = F.Create(1f) / V.FusedMultiplyAdd(a, F.Create(0.3275911f), F.Create(1f));
                Vec p = V.FusedMultiplyAdd(t, F.Create(1.061405429f), F.Create(-1.453152027f));
                p = V.FusedMultiplyAdd(p, t, F.Create(1.421413741f));
                p = V.FusedMultiplyAdd(p, t, F.Create(-0.284496736f));
                p = V.FusedMultiplyAdd(p, t, F.Create(0.254829592f));
                Vec tail = F.Create(1f) - p * t * Exp(-q);
                return V.ConditionalSelect(V.LessThan(a, F.Create(0.7f)), s, V.ConditionalSelect(V.LessThan(x, Vec.Zero), -tail, tail));
            }
            """, ["Exp"]),
        ["Gelu"] = (
            "x Phi(x), Phi the normal distribution function (Hendrycks and Gimpel 2016). Where Phi is zero, x is limited, so that minus infinity gives zero.",
            """
            public static Vec Gelu(Vec x)
            {
                x = V.MaxNative(F.Create(-14f), x);
                return Normal(x * V.FusedMultiplyAdd(Erf(x * F.Create(0.707106781f)), F.Create(0.5f), F.Create(0.5f)));
            }
            """, ["Erf", "Normal"]),
        ["GeluSlope"] = (
            "The derivative of x Phi(x), Phi(x) + x e^(-x^2 / 2) / sqrt(2 pi); x is limited where that is 0 or 1.",
            """
            public static Vec GeluSlope(Vec x)
            {
                x = V.MinNative(F.Create(14f), V.MaxNative(F.Create(-14f), x));
                Vec density = Exp(V.FusedMultiplyAdd(x * F.Create(-0.5f), x, F.Create(-0.918938533f)));
                return V.FusedMultiplyAdd(x, density, V.FusedMultiplyAdd(Erf(x * F.Create(0.707106781f)), F.Create(0.5f), F.Create(0.5f)));
            }
            """, ["Erf", "Exp"]),
        ["GeluTanh"] = (
            "The tanh form of gelu: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. Where that is zero, x is limited, so that minus infinity gives zero.",
            """
            public static Vec GeluTanh(Vec x)
            {
                x = V.MaxNative(F.Create(-14f), x);
                Vec u = x * V.FusedMultiplyAdd(x * F.Create(0.035677408f), x, F.Create(0.797884561f));
                return Normal(x * Sigmoid(u + u));
            }
            """, ["Normal", "Sigmoid"]),
        ["GeluTanhSlope"] = (
            "The derivative of the tanh form of gelu; x is limited where it is 0 or 1.",
            """
            public static Vec GeluTanhSlope(Vec x)
            {
                x = V.MinNative(F.Create(14f), V.MaxNative(F.Create(-14f), x));
                Vec u = x * V.FusedMultiplyAdd(x * F.Create(0.035677408f), x, F.Create(0.797884561f));
                Vec s = Sigmoid(u + u);
                Vec slope = V.FusedMultiplyAdd(x * F.Create(0.107032224f), x, F.Create(0.797884561f));
                return V.FusedMultiplyAdd(x * (s + s) * (F.Create(1f) - s), slope, s);
            }
            """, ["Sigmoid"]),
        ["Softplus"] = (
            "ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).",
            """
            public static Vec Softplus(Vec x)
            {
                Vec e = Exp(-V.Abs(x));
                Vec u = F.Create(1f) + e;
                Vec log = V.ConditionalSelect(V.Equals(u, F.Create(1f)), e, Log(u) * (e / (u - F.Create(1f))));
                return V.MaxNative(Vec.Zero, x) + log;
            }
            """, ["Exp", "Log"]),
        ["Softsign"] = (
            "x / (1 + |x|); x is limited to the largest float, so that infinity gives 1.",
            """
            public static Vec Softsign(Vec x)
            {
                x = V.MinNative(F.Create(float.MaxValue), V.MaxNative(F.Create(float.MinValue), Normal(x)));
                return x / (F.Create(1f) + V.Abs(x));
            }
            """, ["Normal"]),
        ["LogSpace"] = (
            "x + 0.5 where x is not negative, else sigmoid(x).",
            """
            public static Vec LogSpace(Vec x) => V.ConditionalSelect(V.GreaterThan(x, Vec.Zero), x + F.Create(0.5f), Sigmoid(x));
            """, ["Sigmoid"]),
        ["LogSpaceSlope"] = (
            "The derivative of that: 1, or that of the sigmoid.",
            """
            public static Vec LogSpaceSlope(Vec x)
            {
                Vec s = Sigmoid(x);
                return V.ConditionalSelect(V.GreaterThan(x, Vec.Zero), F.Create(1f), s * (F.Create(1f) - s));
            }
            """, ["Sigmoid"]),
        ["Mish"] = (
            "x tanh(ln(1 + e^x)) = x n / (n + 2), n = e^x (e^x + 2) (Misra 2019). Where the factor is zero, x is limited, so that minus infinity gives zero.",
            """
            public static Vec Mish(Vec x)
            {
                x = V.MaxNative(F.Create(-100f), x);
                Vec e = Exp(V.MinNative(F.Create(20f), x));
                Vec n = e * (e + F.Create(2f));
                return Normal(x * (n / (n + F.Create(2f))));
            }
            """, ["Exp", "Normal"]),
        ["MishSlope"] = (
            "The derivative of mish, n / (n + 2) + 4 x e^x (1 + e^x) / (n + 2)^2; x is limited where it is 0 or 1.",
            """
            public static Vec MishSlope(Vec x)
            {
                x = V.MinNative(F.Create(20f), V.MaxNative(F.Create(-80f), x));
                Vec e = Exp(x);
                Vec n = e * (e + F.Create(2f));
                Vec share = F.Create(1f) / (n + F.Create(2f));
                return n * share + F.Create(4f) * x * (e * share) * (share + e * share);
            }
            """, ["Exp"]),
        ["HardSilu"] = (
            "x min(max(x / 6 + 1 / 2, 0), 1). Where the factor is zero, x is limited, so that minus infinity gives zero.",
            """
            public static Vec HardSilu(Vec x)
            {
                x = V.MaxNative(F.Create(-4f), x);
                return Normal(x * Clip01(V.FusedMultiplyAdd(x, F.Create(0.166666667f), F.Create(0.5f))));
            }
            """, ["Clip01", "Normal"]),
        ["HardSiluSlope"] = (
            "The derivative of that: x / 3 + 1 / 2 between -3 and 3, 0 below and 1 above.",
            """
            public static Vec HardSiluSlope(Vec x)
            {
                Vec inner = V.FusedMultiplyAdd(V.MinNative(F.Create(4f), V.MaxNative(F.Create(-4f), x)), F.Create(0.333333333f), F.Create(0.5f));
                inner = V.ConditionalSelect(V.LessThan(x, F.Create(-3f)), Vec.Zero, inner);
                return V.ConditionalSelect(V.GreaterThan(x, F.Create(3f)), F.Create(1f), inner);
            }
            """, []),
        ["Celu"] = (
            "x where x is positive, alpha (e^(x / alpha) - 1) elsewhere (Barron 2017).",
            """
            public static Vec Celu(Vec x, float alpha) =>
                Normal(V.ConditionalSelect(V.GreaterThan(x, Vec.Zero), x, F.Create(alpha) * Expm1(V.MinNative(Vec.Zero, x) * F.Create(1 / alpha))));
            """, ["Expm1", "Normal"]),
        ["TanhShrink"] = (
            "x - tanh x.",
            """
            public static Vec TanhShrink(Vec x)
            {
                x = Normal(x);
                return Normal(x - Tanh(x));
            }
            """, ["Normal", "Tanh"]),
        ["TanhShrinkSlope"] = (
            "The derivative of that: the square of tanh x.",
            """
            public static Vec TanhShrinkSlope(Vec x)
            {
                Vec t = FlushTiny(Tanh(x));
                return t * t;
            }
            """, ["FlushTiny", "Tanh"]),
        ["SoftShrink"] = (
            "x - threshold above the threshold, x + threshold below its negative, 0 between.",
            """
            public static Vec SoftShrink(Vec x, float threshold) => Normal(x - V.MinNative(F.Create(threshold), V.MaxNative(F.Create(-threshold), x)));
            """, ["Normal"]),
        ["HardShrink"] = (
            "x where its magnitude is above the threshold, 0 elsewhere.",
            """
            public static Vec HardShrink(Vec x, float threshold) => Normal(V.ConditionalSelect(V.LessThanOrEqual(V.Abs(x), F.Create(threshold)), Vec.Zero, x));
            """, ["Normal"]),
        ["SquareplusRoot"] = (
            "sqrt(x^2 + b), which is |x| where the square would be infinite.",
            """
            public static Vec SquareplusRoot(Vec x, float b) =>
                V.ConditionalSelect(V.GreaterThan(V.Abs(x), F.Create(1e18f)), V.Abs(x), V.Sqrt(V.FusedMultiplyAdd(x, x, F.Create(b))));
            """, []),
        ["Squareplus"] = (
            "(x + sqrt(x^2 + b)) / 2, for negative x without cancellation as b / 2 / (sqrt(x^2 + b) - x) (Barron 2021).",
            """
            public static Vec Squareplus(Vec x, float b)
            {
                x = Normal(x);
                Vec root = SquareplusRoot(x, b);
                return Normal(V.ConditionalSelect(V.GreaterThan(x, Vec.Zero), F.Create(0.5f) * x + F.Create(0.5f) * root, F.Create(0.5f * b) / (root - x)));
            }
            """, ["Normal", "SquareplusRoot"]),
        ["SquareplusSlope"] = (
            "The derivative of that, its value divided by the root; x is limited where it is 0 or 1.",
            """
            public static Vec SquareplusSlope(Vec x, float b)
            {
                x = V.MinNative(F.Create(1e15f), V.MaxNative(F.Create(-1e15f), x));
                return Squareplus(x, b) / SquareplusRoot(Normal(x), b);
            }
            """, ["Normal", "Squareplus", "SquareplusRoot"]),
        ["LogSigmoid"] = (
            "ln(1 / (1 + e^-x)) = -ln(1 + e^-x).",
            """
            public static Vec LogSigmoid(Vec x) => -Softplus(-x);
            """, ["Softplus"]),
        ["SparsePlus"] = (
            "0 below -1, x above 1, (x + 1)^2 / 4 between.",
            """
            public static Vec SparsePlus(Vec x)
            {
                Vec half = V.FusedMultiplyAdd(V.MaxNative(F.Create(-1f), x), F.Create(0.5f), F.Create(0.5f));
                return V.ConditionalSelect(V.GreaterThan(x, F.Create(1f)), x, half * half);
            }
            """, []),
        ["Clip01"] = (
            "min(max(x, 0), 1).",
            """
            public static Vec Clip01(Vec x) => V.MinNative(F.Create(1f), V.MaxNative(Vec.Zero, x));
            """, []),
        ["SigmoidGateSlope"] = (
            "The derivative of a sigmoid gate from its value, y (1 - y); zero where that is below the error of the value: far out.",
            """
            public static Vec SigmoidGateSlope(Vec y)
            {
                Vec slope = y * (F.Create(1f) - y);
                return V.ConditionalSelect(V.LessThan(slope, F.Create(5e-7f)), Vec.Zero, slope);
            }
            """, []),
        ["TanhGateSlope"] = (
            "The derivative of a tanh gate from its value, 1 - y^2; zero where that is below the error of the value: far out.",
            """
            public static Vec TanhGateSlope(Vec y)
            {
                Vec slope = V.FusedMultiplyAdd(-y, y, F.Create(1f));
                return V.ConditionalSelect(V.LessThan(slope, F.Create(1e-6f)), Vec.Zero, slope);
            }
            """, []),
        ["Normal"] = (
            "x, or zero where it is subnormal.",
            """
            public static Vec Normal(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), F.Create(1.17549435e-38f)), Vec.Zero, x);
            """, []),
        ["FlushTiny"] = (
            "Zero where |x| is below 1e-18: a gradient or a state that vanishes must not become subnormal, nor its product with another one; such an operation costs a hundred cycles. What is not a number stays so.",
            """
            public static Vec FlushTiny(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), F.Create(1e-18f)), Vec.Zero, x);
            """, []),
    };

    // The functions of gates, for both forms of the fraction that is tanh: the fast one has no prefix.
    private static (string Summary, string Body, string[] Calls) LimitedSquare(string form) => (
        "The square of the limited x. The addend changes no bit of what it is used for, and keeps the squares of silent states from becoming subnormal.",
        $"""
        public static Vec {form}LimitedSquare(Vec x, Vec limited) => V.FusedMultiplyAdd(limited, limited, F.Create(1e-18f));
        """, []);

    private static (string Summary, string Body, string[] Calls) TanhFraction(string form) => (
        "tanh x as a fraction: gates that meet share a division.",
        $"""
        public static Vec {form}TanhFraction(Vec x, out Vec bottom) => {form}FractionOfTanh(x, out Vec limited, out bottom) * limited;
        """, [form + "FractionOfTanh"]);

    private static (string Summary, string Body, string[] Calls) Tanh(string name, string form, string error) => (
        $"tanh x with a short chain, for gates whose value is wanted. Absolute error below {error}; exactly 1 from the limit on.",
        $"""
        public static Vec {name}Tanh(Vec x) => {form}TanhFraction(x, out Vec bottom) / bottom;
        """, [form + "TanhFraction"]);

    private static (string Summary, string Body, string[] Calls) SigmoidFraction(string form) => (
        "Twice 1 / (1 + e^-x) = 1 + tanh(x / 2) as a fraction: the division halves it. The addend keeps half of a tiny x from becoming subnormal.",
        $$"""
        public static Vec {{form}}SigmoidFraction(Vec x, out Vec bottom)
        {
            Vec p = {{form}}FractionOfTanh(V.FusedMultiplyAdd(x, F.Create(0.5f), F.Create(1e-18f)), out Vec limited, out bottom);
            return V.FusedMultiplyAdd(p, limited, bottom);
        }
        """, [form + "FractionOfTanh"]);

    private static (string Summary, string Body, string[] Calls) Sigmoid(string name, string error) => (
        $"1 / (1 + e^-x) as (1 + tanh(x / 2)) / 2: for gates. Absolute error below {error}, exactly 0 and 1 far out; the lower tail has no relative accuracy.",
        $"""
        public static Vec {name}Sigmoid(Vec x) =>
            V.FusedMultiplyAdd({name}Tanh(V.FusedMultiplyAdd(x, F.Create(0.5f), F.Create(1e-18f))), F.Create(0.5f), F.Create(0.5f));
        """, [name + "Tanh"]);

    /// <summary>
    /// Bodies that 512-bit vectors have instead: one instruction limits the magnitude, and the square needs not wait for it.
    /// It would turn what is not a number into the limit; the square keeps it.
    /// </summary>
    private static readonly Dictionary<string, string> Bodies512 = new()
    {
        ["Limit"] =
            """
            public static Vec Limit(Vec x) => System.Runtime.Intrinsics.X86.Avx512DQ.Range(x, F.Create(8.5f), 0b0010);
            """,
        ["LimitedSquare"] =
            """
            public static Vec LimitedSquare(Vec x, Vec limited) => V.MinNative(F.Create(72.25f), V.FusedMultiplyAdd(x, x, F.Create(1e-18f)));
            """,
        ["CoarseLimit"] =
            """
            public static Vec CoarseLimit(Vec x) => System.Runtime.Intrinsics.X86.Avx512DQ.Range(x, F.Create(5f), 0b0010);
            """,
        ["CoarseLimitedSquare"] =
            """
            public static Vec CoarseLimitedSquare(Vec x, Vec limited) => V.MinNative(F.Create(25f), V.FusedMultiplyAdd(x, x, F.Create(1e-18f)));
            """,
    };
}
