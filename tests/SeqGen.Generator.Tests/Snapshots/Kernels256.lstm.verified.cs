// The kernels in vectors of 256 bits (8 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
//
// Vec, V, F  vectors of this width, the framework's operations on them, and the library's: F.Load(ref a, i, n) begins at a[i + n]
// F.MultiplyAdd(x, ref a, i, n, c)  is x times the vector that begins at a[i + n], and c; F.ScaleAdd(ref a, i, n, x, c) is the one float a[i + n] times x, and c
// F.Add(x, ref a, i, n)  adds x to the vector there; with four vectors each lies as many floats after the one before as the last number says, as for F.Store
// Place      Place.At(ref a, i, n) is a[i + n], Place.Row(ref a, r, n, m) is a[r * n + m]
namespace SeqGen.Emitted.Of_Test_Model
{
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using Place = global::SeqGen.CompilerServices.Place;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using F = global::SeqGen.CompilerServices.Floats256;
    using V = global::System.Runtime.Intrinsics.Vector256;
    using Vec = global::System.Runtime.Intrinsics.Vector256<float>;
    using static global::SeqGen.Emitted.Functions256;

    /// <summary>The programs of Model in 256-bit vectors.</summary>
    internal sealed class Kernels256 : Kernels
    {
        public override int VectorBits => 256;

        public override void PredictOne(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Lstm_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Lstm_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Lstm_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Lstm_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            tile.Reached(PackedGradient.Dense_Kernel);
            Layers.Lstm_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers.</summary>
        private static class Layers
        {
            /// <summary>LSTM(5), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The state before the first step is zero.
                ref float hFirst = ref Place.At(ref work, OneBuffers.Lstm_Hidden);
                MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();
                ref float cFirst = ref Place.At(ref work, OneBuffers.Lstm_Cell);
                MemoryMarshal.CreateSpan(ref cFirst, 16).Clear();

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Place.At(ref work, OneBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Place.At(ref work, OneBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float xNow = ref Place.Row(ref inputs.Features, at, 3);
                    ref float biasNow = ref Place.At(ref packed, InferenceWeights.Lstm_GatesBias);
                    ref float cPrevious = ref Place.At(ref work, OneBuffers.Lstm_Cell);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    ref float b_1 = ref Place.At(ref packed, InferenceWeights.Lstm_GatesKernel);
                    ref float b = ref Place.At(ref packed, InferenceWeights.Lstm_Recurrent);
                    Vec c0a0 = F.Load(ref biasNow);
                    Vec c0a0_1 = Vec.Zero;
                    Vec c0a1 = F.Load(ref biasNow, 8);
                    Vec c0a1_1 = Vec.Zero;
                    Vec c0a2 = F.Load(ref biasNow, 16);
                    Vec c0a2_1 = Vec.Zero;
                    Vec c0a3 = F.Load(ref biasNow, 24);
                    Vec c0a3_1 = Vec.Zero;
                    ulong w_1 = 0;
                    {
                        ulong k = 0;
                        {
                            Vec x0 = F.Create(Place.At(ref xNow, k));
                            c0a0 = F.MultiplyAdd(x0, ref b_1, w_1, 0, c0a0);
                            c0a1 = F.MultiplyAdd(x0, ref b_1, w_1, 8, c0a1);
                            c0a2 = F.MultiplyAdd(x0, ref b_1, w_1, 16, c0a2);
                            c0a3 = F.MultiplyAdd(x0, ref b_1, w_1, 24, c0a3);
                        }
                        {
                            Vec x0 = F.Create(Place.At(ref xNow, k, 1));
                            c0a0_1 = F.MultiplyAdd(x0, ref b_1, w_1, 32, c0a0_1);
                            c0a1_1 = F.MultiplyAdd(x0, ref b_1, w_1, 40, c0a1_1);
                            c0a2_1 = F.MultiplyAdd(x0, ref b_1, w_1, 48, c0a2_1);
                            c0a3_1 = F.MultiplyAdd(x0, ref b_1, w_1, 56, c0a3_1);
                        }
                        w_1 += 64;
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref xNow, 2));
                        c0a0 = F.MultiplyAdd(x0, ref b_1, w_1, 0, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b_1, w_1, 8, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b_1, w_1, 16, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b_1, w_1, 24, c0a3);
                    }
                    ulong w = 0;
                    for (ulong k = 0; k < 4; k += 2, w += 64)
                    {
                        {
                            Vec x0 = F.Create(Place.At(ref hPrevious, k));
                            c0a0 = F.MultiplyAdd(x0, ref b, w, 0, c0a0);
                            c0a1 = F.MultiplyAdd(x0, ref b, w, 8, c0a1);
                            c0a2 = F.MultiplyAdd(x0, ref b, w, 16, c0a2);
                            c0a3 = F.MultiplyAdd(x0, ref b, w, 24, c0a3);
                        }
                        {
                            Vec x0 = F.Create(Place.At(ref hPrevious, k, 1));
                            c0a0_1 = F.MultiplyAdd(x0, ref b, w, 32, c0a0_1);
                            c0a1_1 = F.MultiplyAdd(x0, ref b, w, 40, c0a1_1);
                            c0a2_1 = F.MultiplyAdd(x0, ref b, w, 48, c0a2_1);
                            c0a3_1 = F.MultiplyAdd(x0, ref b, w, 56, c0a3_1);
                        }
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, 4));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 0, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 8, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 16, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 24, c0a3);
                    }
                    c0a0 += c0a0_1;
                    c0a1 += c0a1_1;
                    c0a2 += c0a2_1;
                    c0a3 += c0a3_1;
                    Vec inputGate = SigmoidFraction(c0a0, out Vec inputGateBottom);
                    Vec forgetGate = SigmoidFraction(c0a1, out Vec forgetGateBottom);
                    Vec candidate = TanhFraction(c0a2, out Vec candidateBottom);
                    Vec ofCell = F.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                    Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, F.Load(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, F.Create(1E-15f));
                    F.Store(cell, ref cPrevious);
                    Vec outputGate = SigmoidFraction(c0a3, out Vec outputGateBottom);
                    Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                    Vec ofOutput = F.Create(0.5f) / (outputGateBottom * cellValueBottom);
                    F.Store(outputGate * cellValue * ofOutput, ref hNext);
                }
            }

            /// <summary>Dense(1), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 1]
                ref float x = ref Place.At(ref work, OneBuffers.Lstm_Hidden);
                ref float values = ref Place.At(ref work, OneBuffers.Dense_Values);
                Vec sum0 = Vec.Zero, sum1 = Vec.Zero;
                sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                sum1 = V.FusedMultiplyAdd(F.Load(ref x, 8), F.Load(ref packed, InferenceWeights.Dense_KernelTransposed + 8), sum1);
                values = Reduction.Sum(sum0 + sum1) + Place.At(ref packed, InferenceWeights.Dense_Bias);
            }

            /// <summary>LSTM(5), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 20]
                    ref float x = ref Place.Row(ref inputs.Features, row, 12);
                    ref float projected = ref Place.At(ref work, TileBuffers.Lstm_Gates + row * 128);
                    ref float bias = ref Place.At(ref packed, InferenceWeights.Lstm_GatesBias);
                    Sums(ref packed, ref x, ref projected, ref bias);

                    [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                    static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                    {
                        ref float b = ref Place.At(ref packed, InferenceWeights.Lstm_GatesKernel);
                        ref float a = ref x;
                        ref float projectedRow = ref projected;
                        for (int m = 0; m < 2; m++)
                        {
                            Vec c0a0 = F.Load(ref bias);
                            Vec c0a1 = F.Load(ref bias, 8);
                            Vec c0a2 = F.Load(ref bias, 16);
                            Vec c0a3 = F.Load(ref bias, 24);
                            Vec c1a0 = F.Load(ref bias);
                            Vec c1a1 = F.Load(ref bias, 8);
                            Vec c1a2 = F.Load(ref bias, 16);
                            Vec c1a3 = F.Load(ref bias, 24);
                            ulong w = 0;
                            for (ulong k = 0; k < 3; k++, w += 32)
                            {
                                Vec b00 = F.Load(ref b, w);
                                Vec b01 = F.Load(ref b, w, 8);
                                Vec b02 = F.Load(ref b, w, 16);
                                Vec b03 = F.Load(ref b, w, 24);
                                Vec x0 = F.Create(Place.At(ref a, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                Vec x1 = F.Create(Place.At(ref a, k, 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                            }
                            F.Store(c0a0, c0a1, c0a2, c0a3, ref projectedRow, 0, 0, 8);
                            F.Store(c1a0, c1a1, c1a2, c1a3, ref projectedRow, 0, 32, 8);
                            a = ref Place.At(ref a, 6);
                            projectedRow = ref Place.At(ref projectedRow, 64);
                        }
                    }
                }
                // The state before the first step is zero.
                ref float hFirst = ref Place.At(ref work, TileBuffers.Lstm_Hidden);
                for (ulong r = 0; r < 4; r++)
                {
                    ref float hFirstRow = ref Place.Row(ref hFirst, r, 32);
                    MemoryMarshal.CreateSpan(ref hFirstRow, 16).Clear();
                }
                ref float cFirst = ref Place.At(ref work, TileBuffers.Lstm_Cell);
                for (ulong r = 0; r < 4; r++)
                {
                    ref float cFirstRow = ref Place.Row(ref cFirst, r, 16);
                    MemoryMarshal.CreateSpan(ref cFirstRow, 16).Clear();
                }

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Place.At(ref work, TileBuffers.Lstm_Hidden + (t & 1) * 16);
                    ref float hNext = ref Place.At(ref work, TileBuffers.Lstm_Hidden + ((t + 1) & 1) * 16);
                    ref float gatesNow = ref Place.At(ref work, TileBuffers.Lstm_Gates + at * 32);
                    ref float cPrevious = ref Place.At(ref work, TileBuffers.Lstm_Cell);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    ref float sums = ref Place.At(ref work, TileBuffers.Lstm_RecurrentSums);
                    {
                        Sums(ref packed, ref hPrevious, ref sums, ref gatesNow);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow)
                        {
                            ref float b = ref Place.At(ref packed, InferenceWeights.Lstm_Recurrent);
                            ref float a = ref hPrevious;
                            ref float sumsRow = ref sums;
                            ref float gatesNowRow = ref gatesNow;
                            for (int m = 0; m < 2; m++)
                            {
                                Vec c0a0 = F.Load(ref gatesNowRow);
                                Vec c0a1 = F.Load(ref gatesNowRow, 8);
                                Vec c0a2 = F.Load(ref gatesNowRow, 16);
                                Vec c0a3 = F.Load(ref gatesNowRow, 24);
                                Vec c1a0 = F.Load(ref gatesNowRow, 128);
                                Vec c1a1 = F.Load(ref gatesNowRow, 136);
                                Vec c1a2 = F.Load(ref gatesNowRow, 144);
                                Vec c1a3 = F.Load(ref gatesNowRow, 152);
                                ulong w = 0;
                                for (ulong k = 0; k < 5; k++, w += 32)
                                {
                                    Vec b00 = F.Load(ref b, w);
                                    Vec b01 = F.Load(ref b, w, 8);
                                    Vec b02 = F.Load(ref b, w, 16);
                                    Vec b03 = F.Load(ref b, w, 24);
                                    Vec x0 = F.Create(Place.At(ref a, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                    c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                    c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                    Vec x1 = F.Create(Place.At(ref a, k, 32));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                    c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                    c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                }
                                F.Store(c0a0, c0a1, c0a2, c0a3, ref sumsRow, 0, 0, 8);
                                F.Store(c1a0, c1a1, c1a2, c1a3, ref sumsRow, 0, 32, 8);
                                a = ref Place.At(ref a, 64);
                                sumsRow = ref Place.At(ref sumsRow, 64);
                                gatesNowRow = ref Place.At(ref gatesNowRow, 256);
                            }
                        }
                    }
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float cPreviousRow = ref Place.Row(ref cPrevious, r, 16);
                        ref float sumsRow = ref Place.Row(ref sums, r, 32);
                        Vec inputGate = SigmoidFraction(F.Load(ref sumsRow), out Vec inputGateBottom);
                        Vec forgetGate = SigmoidFraction(F.Load(ref sumsRow, 8), out Vec forgetGateBottom);
                        Vec candidate = TanhFraction(F.Load(ref sumsRow, 16), out Vec candidateBottom);
                        Vec ofCell = F.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                        Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, F.Load(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, F.Create(1E-15f));
                        F.Store(cell, ref cPreviousRow);
                    }
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float hNextRow = ref Place.Row(ref hNext, r, 32);
                        ref float cPreviousRow = ref Place.Row(ref cPrevious, r, 16);
                        ref float sumsRow = ref Place.Row(ref sums, r, 32);
                        Vec cell = F.Load(ref cPreviousRow);
                        Vec outputGate = SigmoidFraction(F.Load(ref sumsRow, 24), out Vec outputGateBottom);
                        Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                        Vec ofOutput = F.Create(0.5f) / (outputGateBottom * cellValueBottom);
                        F.Store(outputGate * cellValue * ofOutput, ref hNextRow);
                    }
                }
            }

            /// <summary>Dense(1), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 1]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TileBuffers.Lstm_Hidden + row * 32);
                    ref float values = ref Place.At(ref work, TileBuffers.Dense_Values + row * 16);
                    Vec sum0 = Vec.Zero, sum1 = Vec.Zero;
                    sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                    sum1 = V.FusedMultiplyAdd(F.Load(ref x, 8), F.Load(ref packed, InferenceWeights.Dense_KernelTransposed + 8), sum1);
                    values = Reduction.Sum(sum0 + sum1) + Place.At(ref packed, InferenceWeights.Dense_Bias);
                }
            }

            /// <summary>LSTM(5), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {

                ref float hPrevious = ref Place.At(ref work, StreamBuffers.Lstm_Hidden);
                ref float hNext = ref Place.At(ref work, StreamBuffers.Lstm_Hidden + 16);
                ref float xNow = ref inputs.Features;
                ref float biasNow = ref Place.At(ref packed, InferenceWeights.Lstm_GatesBias);
                ref float cPrevious = ref Place.At(ref work, StreamBuffers.Lstm_Cell);
                // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                ref float b_1 = ref Place.At(ref packed, InferenceWeights.Lstm_GatesKernel);
                ref float b = ref Place.At(ref packed, InferenceWeights.Lstm_Recurrent);
                Vec c0a0 = F.Load(ref biasNow);
                Vec c0a0_1 = Vec.Zero;
                Vec c0a1 = F.Load(ref biasNow, 8);
                Vec c0a1_1 = Vec.Zero;
                Vec c0a2 = F.Load(ref biasNow, 16);
                Vec c0a2_1 = Vec.Zero;
                Vec c0a3 = F.Load(ref biasNow, 24);
                Vec c0a3_1 = Vec.Zero;
                ulong w_1 = 0;
                {
                    ulong k = 0;
                    {
                        Vec x0 = F.Create(Place.At(ref xNow, k));
                        c0a0 = F.MultiplyAdd(x0, ref b_1, w_1, 0, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b_1, w_1, 8, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b_1, w_1, 16, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b_1, w_1, 24, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref xNow, k, 1));
                        c0a0_1 = F.MultiplyAdd(x0, ref b_1, w_1, 32, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b_1, w_1, 40, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b_1, w_1, 48, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b_1, w_1, 56, c0a3_1);
                    }
                    w_1 += 64;
                }
                {
                    Vec x0 = F.Create(Place.At(ref xNow, 2));
                    c0a0 = F.MultiplyAdd(x0, ref b_1, w_1, 0, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b_1, w_1, 8, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b_1, w_1, 16, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b_1, w_1, 24, c0a3);
                }
                ulong w = 0;
                for (ulong k = 0; k < 4; k += 2, w += 64)
                {
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, k));
                        c0a0 = F.MultiplyAdd(x0, ref b, w, 0, c0a0);
                        c0a1 = F.MultiplyAdd(x0, ref b, w, 8, c0a1);
                        c0a2 = F.MultiplyAdd(x0, ref b, w, 16, c0a2);
                        c0a3 = F.MultiplyAdd(x0, ref b, w, 24, c0a3);
                    }
                    {
                        Vec x0 = F.Create(Place.At(ref hPrevious, k, 1));
                        c0a0_1 = F.MultiplyAdd(x0, ref b, w, 32, c0a0_1);
                        c0a1_1 = F.MultiplyAdd(x0, ref b, w, 40, c0a1_1);
                        c0a2_1 = F.MultiplyAdd(x0, ref b, w, 48, c0a2_1);
                        c0a3_1 = F.MultiplyAdd(x0, ref b, w, 56, c0a3_1);
                    }
                }
                {
                    Vec x0 = F.Create(Place.At(ref hPrevious, 4));
                    c0a0 = F.MultiplyAdd(x0, ref b, w, 0, c0a0);
                    c0a1 = F.MultiplyAdd(x0, ref b, w, 8, c0a1);
                    c0a2 = F.MultiplyAdd(x0, ref b, w, 16, c0a2);
                    c0a3 = F.MultiplyAdd(x0, ref b, w, 24, c0a3);
                }
                c0a0 += c0a0_1;
                c0a1 += c0a1_1;
                c0a2 += c0a2_1;
                c0a3 += c0a3_1;
                Vec inputGate = SigmoidFraction(c0a0, out Vec inputGateBottom);
                Vec forgetGate = SigmoidFraction(c0a1, out Vec forgetGateBottom);
                Vec candidate = TanhFraction(c0a2, out Vec candidateBottom);
                Vec ofCell = F.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, F.Load(ref cPrevious) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, F.Create(1E-15f));
                F.Store(cell, ref cPrevious);
                Vec outputGate = SigmoidFraction(c0a3, out Vec outputGateBottom);
                Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                Vec ofOutput = F.Create(0.5f) / (outputGateBottom * cellValueBottom);
                Vec hidden = outputGate * cellValue * ofOutput;
                F.Store(hidden, ref hPrevious);
                F.Store(hidden, ref hNext);
            }

            /// <summary>Dense(1), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 1]
                ref float x = ref Place.At(ref work, StreamBuffers.Lstm_Hidden + 16);
                ref float values = ref Place.At(ref work, StreamBuffers.Dense_Values);
                Vec sum0 = Vec.Zero, sum1 = Vec.Zero;
                sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                sum1 = V.FusedMultiplyAdd(F.Load(ref x, 8), F.Load(ref packed, InferenceWeights.Dense_KernelTransposed + 8), sum1);
                values = Reduction.Sum(sum0 + sum1) + Place.At(ref packed, InferenceWeights.Dense_Bias);
            }

            /// <summary>LSTM(5), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // gates[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 20]
                    ref float x = ref Place.Row(ref inputs.Features, row, 12);
                    ref float projected = ref Place.At(ref work, TrainBuffers.Lstm_Gates + row * 128);
                    ref float bias = ref Place.At(ref packed, TrainingWeights.Lstm_GatesBias);
                    Sums(ref packed, ref x, ref projected, ref bias);

                    [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                    static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                    {
                        ref float b = ref Place.At(ref packed, TrainingWeights.Lstm_GatesKernel);
                        ref float a = ref x;
                        ref float projectedRow = ref projected;
                        for (int m = 0; m < 2; m++)
                        {
                            Vec c0a0 = F.Load(ref bias);
                            Vec c0a1 = F.Load(ref bias, 8);
                            Vec c0a2 = F.Load(ref bias, 16);
                            Vec c0a3 = F.Load(ref bias, 24);
                            Vec c1a0 = F.Load(ref bias);
                            Vec c1a1 = F.Load(ref bias, 8);
                            Vec c1a2 = F.Load(ref bias, 16);
                            Vec c1a3 = F.Load(ref bias, 24);
                            ulong w = 0;
                            for (ulong k = 0; k < 3; k++, w += 32)
                            {
                                Vec b00 = F.Load(ref b, w);
                                Vec b01 = F.Load(ref b, w, 8);
                                Vec b02 = F.Load(ref b, w, 16);
                                Vec b03 = F.Load(ref b, w, 24);
                                Vec x0 = F.Create(Place.At(ref a, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                Vec x1 = F.Create(Place.At(ref a, k, 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                            }
                            F.Store(c0a0, c0a1, c0a2, c0a3, ref projectedRow, 0, 0, 8);
                            F.Store(c1a0, c1a1, c1a2, c1a3, ref projectedRow, 0, 32, 8);
                            a = ref Place.At(ref a, 6);
                            projectedRow = ref Place.At(ref projectedRow, 64);
                        }
                    }
                }

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float hNext = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + (t + 1) * 16);
                    ref float gatesNow = ref Place.At(ref work, TrainBuffers.Lstm_Gates + at * 32);
                    ref float cPrevious = ref Place.At(ref work, TrainBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Place.At(ref work, TrainBuffers.Lstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Place.At(ref work, TrainBuffers.Lstm_CellValue + at * 16);
                    // i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    ref float sums = ref Place.At(ref work, TrainBuffers.Lstm_RecurrentSums);
                    {
                        Sums(ref packed, ref hPrevious, ref sums, ref gatesNow);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float gatesNow)
                        {
                            ref float b = ref Place.At(ref packed, TrainingWeights.Lstm_Recurrent);
                            ref float a = ref hPrevious;
                            ref float sumsRow = ref sums;
                            ref float gatesNowRow = ref gatesNow;
                            for (int m = 0; m < 2; m++)
                            {
                                Vec c0a0 = F.Load(ref gatesNowRow);
                                Vec c0a1 = F.Load(ref gatesNowRow, 8);
                                Vec c0a2 = F.Load(ref gatesNowRow, 16);
                                Vec c0a3 = F.Load(ref gatesNowRow, 24);
                                Vec c1a0 = F.Load(ref gatesNowRow, 128);
                                Vec c1a1 = F.Load(ref gatesNowRow, 136);
                                Vec c1a2 = F.Load(ref gatesNowRow, 144);
                                Vec c1a3 = F.Load(ref gatesNowRow, 152);
                                ulong w = 0;
                                for (ulong k = 0; k < 5; k++, w += 32)
                                {
                                    Vec b00 = F.Load(ref b, w);
                                    Vec b01 = F.Load(ref b, w, 8);
                                    Vec b02 = F.Load(ref b, w, 16);
                                    Vec b03 = F.Load(ref b, w, 24);
                                    Vec x0 = F.Create(Place.At(ref a, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                    c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                    c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                    Vec x1 = F.Create(Place.At(ref a, k, 80));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                    c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                    c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                }
                                F.Store(c0a0, c0a1, c0a2, c0a3, ref sumsRow, 0, 0, 8);
                                F.Store(c1a0, c1a1, c1a2, c1a3, ref sumsRow, 0, 32, 8);
                                a = ref Place.At(ref a, 160);
                                sumsRow = ref Place.At(ref sumsRow, 64);
                                gatesNowRow = ref Place.At(ref gatesNowRow, 256);
                            }
                        }
                    }
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float gatesNowRow = ref Place.Row(ref gatesNow, r, 128);
                        ref float cPreviousRow = ref Place.Row(ref cPrevious, r, 80);
                        ref float cNextRow = ref Place.Row(ref cNext, r, 80);
                        ref float sumsRow = ref Place.Row(ref sums, r, 32);
                        Vec inputGate = SigmoidFraction(F.Load(ref sumsRow), out Vec inputGateBottom);
                        Vec forgetGate = SigmoidFraction(F.Load(ref sumsRow, 8), out Vec forgetGateBottom);
                        Vec candidate = TanhFraction(F.Load(ref sumsRow, 16), out Vec candidateBottom);
                        Vec ofCell = F.Create(0.5f) / (forgetGateBottom * inputGateBottom * candidateBottom);
                        Vec cell = V.FusedMultiplyAdd(V.FusedMultiplyAdd(forgetGate, F.Load(ref cPreviousRow) * (inputGateBottom * candidateBottom), inputGate * candidate * forgetGateBottom), ofCell, F.Create(1E-15f));
                        F.Store(inputGate * (forgetGateBottom * candidateBottom) * ofCell, ref gatesNowRow);
                        F.Store(forgetGate * (inputGateBottom * candidateBottom) * ofCell, ref gatesNowRow, 8);
                        F.Store(candidate * (F.Create(2f) * forgetGateBottom * inputGateBottom) * ofCell, ref gatesNowRow, 16);
                        F.Store(cell, ref cNextRow);
                    }
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float hNextRow = ref Place.Row(ref hNext, r, 80);
                        ref float gatesNowRow = ref Place.Row(ref gatesNow, r, 128);
                        ref float cNextRow = ref Place.Row(ref cNext, r, 80);
                        ref float keptCellValueRow = ref Place.Row(ref keptCellValue, r, 64);
                        ref float sumsRow = ref Place.Row(ref sums, r, 32);
                        Vec cell = F.Load(ref cNextRow);
                        Vec outputGate = SigmoidFraction(F.Load(ref sumsRow, 24), out Vec outputGateBottom);
                        Vec cellValue = TanhFraction(cell, out Vec cellValueBottom);
                        Vec ofOutput = F.Create(0.5f) / (outputGateBottom * cellValueBottom);
                        F.Store(outputGate * cellValueBottom * ofOutput, ref gatesNowRow, 24);
                        F.Store(cellValue * (F.Create(2f) * outputGateBottom) * ofOutput, ref keptCellValueRow);
                        F.Store(outputGate * cellValue * ofOutput, ref hNextRow);
                    }
                }
            }

            /// <summary>LSTM(5), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Lstm_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Place.At(ref work, TrainBuffers.Lstm_HiddenGradient);
                    ref float fromOutput = ref Place.At(ref work, TrainBuffers.Lstm_OutputGradient);
                    for (ulong i = 0; i < 64; i += 8)
                    {
                        F.Store(F.Load(ref fromOutput, i), ref start, i);
                    }
                }
                {
                    ref float start = ref Place.At(ref work, TrainBuffers.Lstm_CellGradient);
                    MemoryMarshal.CreateSpan(ref start, 64).Clear();
                }

                ref float hGradient = ref Place.At(ref work, TrainBuffers.Lstm_HiddenGradient);
                ref float cGradient = ref Place.At(ref work, TrainBuffers.Lstm_CellGradient);
                for (int t = 3; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + t * 16);
                    ref float gatesNow = ref Place.At(ref work, TrainBuffers.Lstm_Gates + at * 32);
                    ref float cPrevious = ref Place.At(ref work, TrainBuffers.Lstm_Cell + t * 16);
                    ref float cNext = ref Place.At(ref work, TrainBuffers.Lstm_Cell + (t + 1) * 16);
                    ref float keptCellValue = ref Place.At(ref work, TrainBuffers.Lstm_CellValue + at * 16);
                    // The way back of i = s(z_i + h.U_i), f = s(z_f + h.U_f), g = a(z_c + h.U_c), o = s(z_o + h.U_o); c = f c + i g; h = o a(c)
                    for (ulong r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Place.Row(ref hGradient, r, 16);
                        ref float gatesNowRow = ref Place.Row(ref gatesNow, r, 128);
                        ref float cPreviousRow = ref Place.Row(ref cPrevious, r, 80);
                        ref float cGradientRow = ref Place.Row(ref cGradient, r, 16);
                        ref float keptCellValueRow = ref Place.Row(ref keptCellValue, r, 64);
                        Vec dh = FlushTiny(F.Load(ref hGradientRow));
                        Vec inputGate = F.Load(ref gatesNowRow);
                        Vec forgetGate = F.Load(ref gatesNowRow, 8);
                        Vec candidate = F.Load(ref gatesNowRow, 16);
                        Vec outputGate = F.Load(ref gatesNowRow, 24);
                        Vec cellValue = F.Load(ref keptCellValueRow);
                        Vec dc = FlushTiny(F.Load(ref cGradientRow) + dh * outputGate * TanhGateSlope(cellValue));
                        F.Store(dc * candidate * SigmoidGateSlope(inputGate), ref gatesNowRow);
                        F.Store(dc * F.Load(ref cPreviousRow) * SigmoidGateSlope(forgetGate), ref gatesNowRow, 8);
                        F.Store(dc * inputGate * TanhGateSlope(candidate), ref gatesNowRow, 16);
                        F.Store(dh * cellValue * SigmoidGateSlope(outputGate), ref gatesNowRow, 24);
                        F.Store(dc * forgetGate, ref cGradientRow);
                    }
                    // dh[t-1] = gates' gradients . U^T
                    ref float b = ref Place.At(ref packed, TrainingWeights.Lstm_RecurrentTransposed);
                    for (ulong s = 0; s < 16; s += 8)
                    {
                        Vec c0a0 = Vec.Zero, c0a0_1 = Vec.Zero, c1a0 = Vec.Zero, c1a0_1 = Vec.Zero, c2a0 = Vec.Zero, c2a0_1 = Vec.Zero, c3a0 = Vec.Zero, c3a0_1 = Vec.Zero;
                        ulong w = s;
                        for (ulong j = 0; j < 32; j += 8)
                        {
                            for (ulong k = j; k < j + 4; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = F.Load(ref b, w);
                                    c0a0 = F.ScaleAdd(ref gatesNow, k, 0, b00, c0a0);
                                    c1a0 = F.ScaleAdd(ref gatesNow, k, 128, b00, c1a0);
                                    c2a0 = F.ScaleAdd(ref gatesNow, k, 256, b00, c2a0);
                                    c3a0 = F.ScaleAdd(ref gatesNow, k, 384, b00, c3a0);
                                }
                                {
                                    Vec b00 = F.Load(ref b, w, 16);
                                    c0a0_1 = F.ScaleAdd(ref gatesNow, k, 1, b00, c0a0_1);
                                    c1a0_1 = F.ScaleAdd(ref gatesNow, k, 129, b00, c1a0_1);
                                    c2a0_1 = F.ScaleAdd(ref gatesNow, k, 257, b00, c2a0_1);
                                    c3a0_1 = F.ScaleAdd(ref gatesNow, k, 385, b00, c3a0_1);
                                }
                            }
                            {
                                Vec b00 = F.Load(ref b, w);
                                c0a0 = F.ScaleAdd(ref gatesNow, j, 4, b00, c0a0);
                                c1a0 = F.ScaleAdd(ref gatesNow, j, 132, b00, c1a0);
                                c2a0 = F.ScaleAdd(ref gatesNow, j, 260, b00, c2a0);
                                c3a0 = F.ScaleAdd(ref gatesNow, j, 388, b00, c3a0);
                            }
                            w += 16;
                        }
                        c0a0 += c0a0_1;
                        c1a0 += c1a0_1;
                        c2a0 += c2a0_1;
                        c3a0 += c3a0_1;
                        F.Store(c0a0, c1a0, c2a0, c3a0, ref hGradient, s, 0, 16);
                    }
                }

                // Gradients of the weights: products over the steps, a stretch of them at a time.
                for (int row = 0; row < 4; row++)
                {
                    {
                        ref float states = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + row * 80);
                        ref float gates = ref Place.At(ref work, TrainBuffers.Lstm_Gates + row * 128);
                        ref float g = ref Place.At(ref gradient, PackedGradient.Lstm_Recurrent);
                        for (ulong s = 0; s < 16; s += 8)
                        {
                            ulong w = s;
                            {
                                ulong left = 0, right = s;
                                Vec c0a0 = Vec.Zero, c0a1 = Vec.Zero, c1a0 = Vec.Zero, c1a1 = Vec.Zero, c2a0 = Vec.Zero, c2a1 = Vec.Zero, c3a0 = Vec.Zero, c3a1 = Vec.Zero;
                                Vec c4a0 = Vec.Zero, c4a1 = Vec.Zero;
                                for (int m = 0; m < 4; m++, left += 16, right += 32)
                                {
                                    Vec d0 = F.Load(ref gates, right);
                                    Vec d1 = F.Load(ref gates, right, 16);
                                    Vec x0 = F.Create(Place.At(ref states, left));
                                    c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                    Vec x1 = F.Create(Place.At(ref states, left, 1));
                                    c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                    c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                    Vec x2 = F.Create(Place.At(ref states, left, 2));
                                    c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                    c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                                    Vec x3 = F.Create(Place.At(ref states, left, 3));
                                    c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                    c3a1 = V.FusedMultiplyAdd(x3, d1, c3a1);
                                    Vec x4 = F.Create(Place.At(ref states, left, 4));
                                    c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                                    c4a1 = V.FusedMultiplyAdd(x4, d1, c4a1);
                                }
                                F.Add(c0a0, c0a1, c1a0, c1a1, ref g, w, 0, 16);
                                F.Add(c2a0, c2a1, c3a0, c3a1, ref g, w, 64, 16);
                                F.Add(c4a0, ref g, w, 128);
                                F.Add(c4a1, ref g, w, 144);
                            }
                            w += 160;
                        }
                    }
                    {
                        ref float gates = ref Place.At(ref work, TrainBuffers.Lstm_Gates + row * 128);
                        ref float x = ref Place.Row(ref inputs.Features, row, 12);
                        {
                            ref float g = ref Place.At(ref gradient, PackedGradient.Lstm_GatesKernel);
                            for (ulong s = 0; s < 16; s += 8)
                            {
                                ulong w = s;
                                {
                                    ulong left = 0, right = s;
                                    Vec c0a0 = Vec.Zero, c0a1 = Vec.Zero, c1a0 = Vec.Zero, c1a1 = Vec.Zero, c2a0 = Vec.Zero, c2a1 = Vec.Zero;
                                    for (int m = 0; m < 4; m++, left += 3, right += 32)
                                    {
                                        Vec d0 = F.Load(ref gates, right);
                                        Vec d1 = F.Load(ref gates, right, 16);
                                        Vec x0 = F.Create(Place.At(ref x, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                        Vec x1 = F.Create(Place.At(ref x, left, 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        c1a1 = V.FusedMultiplyAdd(x1, d1, c1a1);
                                        Vec x2 = F.Create(Place.At(ref x, left, 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        c2a1 = V.FusedMultiplyAdd(x2, d1, c2a1);
                                    }
                                    F.Add(c0a0, c0a1, c1a0, c1a1, ref g, w, 0, 16);
                                    F.Add(c2a0, ref g, w, 64);
                                    F.Add(c2a1, ref g, w, 80);
                                }
                                w += 96;
                            }
                        }
                        ref float biasGradient = ref Place.At(ref gradient, PackedGradient.Lstm_GatesBias);
                        {
                            Vec sum0 = Vec.Zero, sum1 = Vec.Zero, sum2 = Vec.Zero, sum3 = Vec.Zero;
                            ulong right = 0;
                            for (int m = 0; m < 4; m++, right += 32)
                            {
                                sum0 += F.Load(ref gates, right);
                                sum1 += F.Load(ref gates, right, 8);
                                sum2 += F.Load(ref gates, right, 16);
                                sum3 += F.Load(ref gates, right, 24);
                            }
                            F.Add(sum0, sum1, sum2, sum3, ref biasGradient, 0, 0, 8);
                        }
                    }
                }

                // Gradient of the input.
                if (tile.WantInputGradient)
                {
                    ref float gates = ref Place.At(ref work, TrainBuffers.Lstm_Gates);
                    ref float target = ref Place.At(ref work, TrainBuffers.Features_InputGradient);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Lstm_GatesKernelTransposed);
                    for (ulong s = 0; s < 16; s += 8)
                    {
                        ref float a = ref gates;
                        ref float targetRow = ref target;
                        for (int m = 0; m < 2; m++)
                        {
                            Vec c0a0 = Vec.Zero, c1a0 = Vec.Zero, c2a0 = Vec.Zero, c3a0 = Vec.Zero, c4a0 = Vec.Zero, c5a0 = Vec.Zero, c6a0 = Vec.Zero, c7a0 = Vec.Zero;
                            ulong w = s;
                            for (ulong j = 0; j < 32; j += 8)
                            {
                                for (ulong k = j; k < j + 5; k++, w += 16)
                                {
                                    Vec b00 = F.Load(ref b, w);
                                    c0a0 = F.ScaleAdd(ref a, k, 0, b00, c0a0);
                                    c1a0 = F.ScaleAdd(ref a, k, 32, b00, c1a0);
                                    c2a0 = F.ScaleAdd(ref a, k, 64, b00, c2a0);
                                    c3a0 = F.ScaleAdd(ref a, k, 96, b00, c3a0);
                                    c4a0 = F.ScaleAdd(ref a, k, 128, b00, c4a0);
                                    c5a0 = F.ScaleAdd(ref a, k, 160, b00, c5a0);
                                    c6a0 = F.ScaleAdd(ref a, k, 192, b00, c6a0);
                                    c7a0 = F.ScaleAdd(ref a, k, 224, b00, c7a0);
                                }
                            }
                            F.Store(c0a0, c1a0, c2a0, c3a0, ref targetRow, s, 0, 16);
                            F.Store(c4a0, c5a0, c6a0, c7a0, ref targetRow, s, 64, 16);
                            a = ref Place.At(ref a, 256);
                            targetRow = ref Place.At(ref targetRow, 128);
                        }
                    }
                }
            }

            /// <summary>Dense(1), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [5] . [5 x 1]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + 64 + row * 80);
                    ref float values = ref Place.At(ref work, TrainBuffers.Dense_Values + row * 16);
                    Vec sum0 = Vec.Zero, sum1 = Vec.Zero;
                    sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, TrainingWeights.Dense_KernelTransposed), sum0);
                    sum1 = V.FusedMultiplyAdd(F.Load(ref x, 8), F.Load(ref packed, TrainingWeights.Dense_KernelTransposed + 8), sum1);
                    values = Reduction.Sum(sum0 + sum1) + Place.At(ref packed, TrainingWeights.Dense_Bias);
                }
            }

            /// <summary>Dense(1), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Place.At(ref work, TrainBuffers.Dense_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Place.At(ref work, TrainBuffers.Lstm_Hidden + 64);
                    ref float dz = ref Place.At(ref work, TrainBuffers.Dense_OutputGradient);
                    ref float g = ref Place.At(ref gradient, PackedGradient.Dense_Kernel);
                    for (ulong s = 0; s < 16; s += 8)
                    {
                        ulong w = s;
                        {
                            ulong left = 0, right = s;
                            Vec c0a0 = Vec.Zero;
                            for (int m = 0; m < 4; m++, left += 16, right += 80)
                            {
                                Vec d0 = F.Load(ref x, right);
                                c0a0 = F.ScaleAdd(ref dz, left, 0, d0, c0a0);
                            }
                            F.Add(c0a0, ref g, w, 0);
                        }
                        w += 16;
                    }
                }
                ref float biasGradient = ref Place.At(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero, sum1 = Vec.Zero;
                    ulong right = 0;
                    for (int m = 0; m < 4; m++, right += 16)
                    {
                        sum0 += F.Load(ref sumsGradient, right);
                        sum1 += F.Load(ref sumsGradient, right, 8);
                    }
                    F.Add(sum0, ref biasGradient, 0, 0);
                    F.Add(sum1, ref biasGradient, 0, 8);
                }
                // dx = dz . kernel^T
                {
                    ref float dz = ref Place.At(ref work, TrainBuffers.Dense_OutputGradient);
                    ref float target = ref Place.At(ref work, TrainBuffers.Lstm_OutputGradient);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Dense_KernelTransposed);
                    for (ulong s = 0; s < 16; s += 8)
                    {
                        Vec c0a0 = Vec.Zero, c1a0 = Vec.Zero, c2a0 = Vec.Zero, c3a0 = Vec.Zero;
                        ulong w = s;
                        {
                            ulong k = 0;
                            {
                                Vec b00 = F.Load(ref b, w);
                                c0a0 = F.ScaleAdd(ref dz, k, 0, b00, c0a0);
                                c1a0 = F.ScaleAdd(ref dz, k, 16, b00, c1a0);
                                c2a0 = F.ScaleAdd(ref dz, k, 32, b00, c2a0);
                                c3a0 = F.ScaleAdd(ref dz, k, 48, b00, c3a0);
                            }
                            w += 16;
                        }
                        F.Store(c0a0, c1a0, c2a0, c3a0, ref target, s, 0, 16);
                    }
                }
            }
        }
    }
}
