// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using System = global::System;
    using Math = global::System.Math;
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.SimpleRnn_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.SimpleRnn_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer flatten: flatten needs the whole sequence.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer flatten: flatten needs the whole sequence.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.SimpleRnn_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.SimpleRnn_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>SimpleRNN(5), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    {
                        const int row = 0;
                        // sums[t] = x[t] . kernel + bias: one step, [3] . [3 x 5]
                        ref float x = ref Unsafe.Add(ref inputs.Features, row * 12 + at * 3);
                        ref float projected = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Sums + row * 16);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsKernel);
                                    Vec c0a0 = V.LoadUnsafe(ref bias);
                                    nuint w = 0;
                                    {
                                        Vec x0 = V.Create(x);
                                        c0a0 = V.FusedMultiplyAdd(x0, V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w)), 16)), c0a0);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w + 16)), 16)), c0a0);
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref projected);
                                    }
                                }
                            }
                        }
                    }
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Hidden + (t + 1) * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Sums);
                    // h = a(z + h.U)
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_Recurrent);
                        Vec c0a0 = V.LoadUnsafe(ref sumsNow);
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(hPrevious);
                            c0a0 = V.FusedMultiplyAdd(x0, V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w)), 16)), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w + 16)), 16)), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w + 32)), 16)), c0a0);
                        }
                        {
                            Vec value = FlushTiny(Tanh(c0a0));
                            V.StoreUnsafe(value, ref hNext);
                        }
                    }
                }
            }

            /// <summary>Dense(6), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [20] . [20 x 6]
                {
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Hidden + 16);
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c0a0_2 = Vec.Zero;
                        Vec c0a0_3 = Vec.Zero;
                        nuint w = 0;
                        for (nuint j = 0; j < 64; j += 16)
                        {
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref x, j));
                                c0a0 = V.FusedMultiplyAdd(x0, V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w)), 16)), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref x, j + 1));
                                c0a0_1 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0_1);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref x, j + 2));
                                c0a0_2 = V.FusedMultiplyAdd(x0, V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w + 16)), 16)), c0a0_2);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref x, j + 3));
                                c0a0_3 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0_3);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref x, j + 4));
                                c0a0 = V.FusedMultiplyAdd(x0, V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w + 32)), 16)), c0a0);
                            }
                            w += 48;
                        }
                        c0a0 += c0a0_1;
                        c0a0 += c0a0_2;
                        c0a0 += c0a0_3;
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                    }
                }
            }

            /// <summary>SimpleRNN(5), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    // sums[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 5]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 12);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Sums + row * 64);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsKernel);
                                Vec c0a0 = V.LoadUnsafe(ref bias);
                                Vec c1a0 = V.LoadUnsafe(ref bias);
                                Vec c2a0 = V.LoadUnsafe(ref bias);
                                Vec c3a0 = V.LoadUnsafe(ref bias);
                                nuint w = 0;
                                for (nuint k = 0; k < 2; k += 2, w += 16)
                                {
                                    {
                                        Vec b00 = V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w)), 16));
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k + 1));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 4));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 7));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 10));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                }
                                {
                                    Vec b00 = V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w)), 16));
                                    Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, 5));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, 8));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, 11));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 48);
                                }
                            }
                        }
                    }
                }

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Hidden + (t + 1) * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Sums + at * 16);
                    // h = a(z + h.U)
                    {
                        ref float sums = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_RecurrentSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref sumsNow);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float sumsNow)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_Recurrent);
                                    Vec c0a0 = V.LoadUnsafe(ref sumsNow);
                                    Vec c1a0 = V.LoadUnsafe(ref sumsNow, 64);
                                    Vec c2a0 = V.LoadUnsafe(ref sumsNow, 128);
                                    Vec c3a0 = V.LoadUnsafe(ref sumsNow, 192);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 4; k += 2, w += 16)
                                    {
                                        {
                                            Vec b00 = V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w)), 16));
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 80));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 160));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 240));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        }
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k + 1));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 81));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 161));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 241));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        }
                                    }
                                    {
                                        Vec b00 = V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w)), 16));
                                        Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref hPrevious, 84));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref hPrevious, 164));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref hPrevious, 244));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref sums);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref sums, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref sums, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref sums, 48);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 80);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec value = FlushTiny(Tanh(V.LoadUnsafe(ref sumsRow)));
                                V.StoreUnsafe(value, ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>Dense(6), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [20] . [20 x 6]
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Hidden + 16);
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0_1 = Vec.Zero;
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0_1 = Vec.Zero;
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0_1 = Vec.Zero;
                        nuint w = 0;
                        for (nuint j = 0; j < 64; j += 16)
                        {
                            for (nuint k = j; k < j + 4; k += 2, w += 16)
                            {
                                {
                                    Vec b00 = V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w)), 16));
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 80));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 160));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 240));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 81));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 161));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 241));
                                    c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                }
                            }
                            {
                                Vec b00 = V.AsSingle(V.ShiftLeft(V.AsInt32(V.LoadUnsafe(ref b, w)), 16));
                                Vec x0 = V.Create(Unsafe.Add(ref x, j + 4));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, j + 84));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, j + 164));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, j + 244));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                            w += 16;
                        }
                        c0a0 += c0a0_1;
                        c1a0 += c1a0_1;
                        c2a0 += c2a0_1;
                        c3a0 += c3a0_1;
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                    }
                }
            }

            /// <summary>SimpleRNN(5), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // sums[t] = x[t] . kernel + bias: 4 steps, [3] . [3 x 5]
                    ref float x = ref Unsafe.Add(ref inputs.Features, row * 12);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + row * 64);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_SumsBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_SumsKernel);
                                Vec c0a0 = V.LoadUnsafe(ref bias);
                                Vec c1a0 = V.LoadUnsafe(ref bias);
                                Vec c2a0 = V.LoadUnsafe(ref bias);
                                Vec c3a0 = V.LoadUnsafe(ref bias);
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 48);
                                }
                            }
                        }
                    }
                }

                for (int t = 0; t < 4; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + (t + 1) * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + at * 16);
                    // h = a(z + h.U)
                    {
                        ref float sums = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_RecurrentSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref sumsNow);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float sumsNow)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_Recurrent);
                                    Vec c0a0 = V.LoadUnsafe(ref sumsNow);
                                    Vec c1a0 = V.LoadUnsafe(ref sumsNow, 64);
                                    Vec c2a0 = V.LoadUnsafe(ref sumsNow, 128);
                                    Vec c3a0 = V.LoadUnsafe(ref sumsNow, 192);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 5; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 80));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 160));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 240));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref sums);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref sums, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref sums, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref sums, 48);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 80);
                            ref float sumsNowRow = ref Unsafe.Add(ref sumsNow, r * 64);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec value = FlushTiny(Tanh(V.LoadUnsafe(ref sumsRow)));
                                V.StoreUnsafe(value, ref sumsNowRow);
                                V.StoreUnsafe(value, ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>SimpleRNN(5), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_HiddenGradient);
                    MemoryMarshal.CreateSpan(ref start, 64).Clear();
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_HiddenGradient);
                for (int t = 3; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + t * 16);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_OutputGradient + t * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + at * 16);
                    // The way back of h = a(z + h.U)
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float outputGradientRow = ref Unsafe.Add(ref outputGradient, r * 64);
                        ref float sumsNowRow = ref Unsafe.Add(ref sumsNow, r * 64);
                        {
                            Vec dh = FlushTiny(V.LoadUnsafe(ref hGradientRow) + V.LoadUnsafe(ref outputGradientRow));
                            Vec value = V.LoadUnsafe(ref sumsNowRow);
                            V.StoreUnsafe(dh * V.FusedMultiplyAdd(-value, value, V.Create(1f)), ref sumsNowRow);
                        }
                    }
                    // dh[t-1] = gates' gradients . U^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_RecurrentTransposed);
                        Vec c0a0 = Vec.Zero;
                        Vec c1a0 = Vec.Zero;
                        Vec c2a0 = Vec.Zero;
                        Vec c3a0 = Vec.Zero;
                        nuint w = 0;
                        for (nuint k = 0; k < 5; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref sumsNow, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref sumsNow, k + 64));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref sumsNow, k + 128));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref sumsNow, k + 192));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref hGradient);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref hGradient, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref hGradient, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref hGradient, 48);
                        }
                    }
                }

                // Gradients of the weights: products over the steps, a stretch of them at a time.
                for (int row = 0; row < 4; row++)
                {
                    for (int first = 0; first < 4; first += 64)
                    {
                        int count = Math.Min(64, 4 - first);
                        {
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + row * 80 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + row * 64 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.SimpleRnn_Recurrent);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    Vec c4a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 16, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref states, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref states, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref states, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref states, left + 3));
                                        c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref states, left + 4));
                                        c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                    V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                    V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                }
                                w += 80;
                            }
                        }
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + row * 64 + first * 16);
                            ref float x = ref Unsafe.Add(ref inputs.Features, row * 12 + first * 3);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.SimpleRnn_SumsKernel);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 3, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                }
                                w += 48;
                            }
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.SimpleRnn_SumsBias);
                            {
                                Vec sum0 = Vec.Zero;
                                nuint right = 0;
                                for (int m = 0; m < count; m++, right += 16)
                                {
                                    sum0 += V.LoadUnsafe(ref gates, right);
                                }
                                V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                            }
                        }
                    }
                }

                // Gradient of the input.
                if (tile.WantInputGradient)
                {
                    {
                        ref float gates = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_SumsKernelTransposed);
                            ref float a = ref gates;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 2; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                Vec c5a0 = Vec.Zero;
                                Vec c6a0 = Vec.Zero;
                                Vec c7a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 5; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref a, k + 80));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                        Vec x6 = V.Create(Unsafe.Add(ref a, k + 96));
                                        c6a0 = V.FusedMultiplyAdd(x6, b00, c6a0);
                                        Vec x7 = V.Create(Unsafe.Add(ref a, k + 112));
                                        c7a0 = V.FusedMultiplyAdd(x7, b00, c7a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref targetRow);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref targetRow, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref targetRow, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref targetRow, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref targetRow, 64);
                                }
                                {
                                    V.StoreUnsafe(c5a0, ref targetRow, 80);
                                }
                                {
                                    V.StoreUnsafe(c6a0, ref targetRow, 96);
                                }
                                {
                                    V.StoreUnsafe(c7a0, ref targetRow, 112);
                                }
                                a = ref Unsafe.Add(ref a, 128);
                                targetRow = ref Unsafe.Add(ref targetRow, 128);
                            }
                        }
                    }
                }
            }

            /// <summary>Dense(6), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [20] . [20 x 6]
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + 16);
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c0a0_1 = Vec.Zero;
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0_1 = Vec.Zero;
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0_1 = Vec.Zero;
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0_1 = Vec.Zero;
                        nuint w = 0;
                        for (nuint j = 0; j < 64; j += 16)
                        {
                            for (nuint k = j; k < j + 4; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 80));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 160));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 240));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 81));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 161));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 241));
                                    c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                }
                            }
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, j + 4));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, j + 84));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, j + 164));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, j + 244));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                            w += 16;
                        }
                        c0a0 += c0a0_1;
                        c1a0 += c1a0_1;
                        c2a0 += c2a0_1;
                        c3a0 += c3a0_1;
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                    }
                }
            }

            /// <summary>Dense(6), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + 16);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        for (nuint j = 0; j < 64; j += 16)
                        {
                            {
                                nuint left = j, right = 0;
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                for (int m = 0; m < 4; m++, left += 80, right += 16)
                                {
                                    Vec d0 = V.LoadUnsafe(ref dz, right);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                    c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                    c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                    c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, left + 3));
                                    c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, left + 4));
                                    c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                                }
                                V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                            }
                            w += 80;
                        }
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 4; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_OutputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c0a1 = Vec.Zero;
                            Vec c0a2 = Vec.Zero;
                            Vec c0a3 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c1a1 = Vec.Zero;
                            Vec c1a2 = Vec.Zero;
                            Vec c1a3 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c2a1 = Vec.Zero;
                            Vec c2a2 = Vec.Zero;
                            Vec c2a3 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c3a1 = Vec.Zero;
                            Vec c3a2 = Vec.Zero;
                            Vec c3a3 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 6; k++, w += 64)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                    Vec b02 = V.LoadUnsafe(ref b, w + 32);
                                    Vec b03 = V.LoadUnsafe(ref b, w + 48);
                                    Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                    c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                    c0a3 = V.FusedMultiplyAdd(x0, b03, c0a3);
                                    Vec x1 = V.Create(Unsafe.Add(ref dz, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                    c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                    c1a3 = V.FusedMultiplyAdd(x1, b03, c1a3);
                                    Vec x2 = V.Create(Unsafe.Add(ref dz, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                    c2a2 = V.FusedMultiplyAdd(x2, b02, c2a2);
                                    c2a3 = V.FusedMultiplyAdd(x2, b03, c2a3);
                                    Vec x3 = V.Create(Unsafe.Add(ref dz, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                    c3a2 = V.FusedMultiplyAdd(x3, b02, c3a2);
                                    c3a3 = V.FusedMultiplyAdd(x3, b03, c3a3);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                                V.StoreUnsafe(c0a1, ref target, 16);
                                V.StoreUnsafe(c0a2, ref target, 32);
                                V.StoreUnsafe(c0a3, ref target, 48);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 64);
                                V.StoreUnsafe(c1a1, ref target, 80);
                                V.StoreUnsafe(c1a2, ref target, 96);
                                V.StoreUnsafe(c1a3, ref target, 112);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 128);
                                V.StoreUnsafe(c2a1, ref target, 144);
                                V.StoreUnsafe(c2a2, ref target, 160);
                                V.StoreUnsafe(c2a3, ref target, 176);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 192);
                                V.StoreUnsafe(c3a1, ref target, 208);
                                V.StoreUnsafe(c3a2, ref target, 224);
                                V.StoreUnsafe(c3a3, ref target, 240);
                            }
                        }
                    }
                }
            }

            /// <summary>e^x within 2 ulp: x = n ln 2 + r, |r| at most ln 2 / 2; e^r by a polynomial of degree 7; n is added to its exponent. Infinite above the largest float, zero below the least: by default e^-87.3, the smallest normal number.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Exp(Vec x, float least = -87.33654f)
            {
                Vec n = V.Floor(V.FusedMultiplyAdd(x, V.Create(1.44269504f), V.Create(0.5f)));
                Vec r = V.FusedMultiplyAdd(n, V.Create(-0.693359375f), x);
                r = V.FusedMultiplyAdd(n, V.Create(2.12194440e-4f), r);
                Vec p = V.FusedMultiplyAdd(V.Create(1.98756916e-4f), r, V.Create(1.39819994e-3f));
                p = V.FusedMultiplyAdd(p, r, V.Create(8.33345205e-3f));
                p = V.FusedMultiplyAdd(p, r, V.Create(4.16657962e-2f));
                p = V.FusedMultiplyAdd(p, r, V.Create(1.66666657e-1f));
                p = V.FusedMultiplyAdd(p, r, V.Create(0.5f));
                p = V.FusedMultiplyAdd(V.FusedMultiplyAdd(p, r, V.Create(1f)), r, V.Create(1f));
                p = V.AsSingle(V.AsInt32(p) + V.ShiftLeft(V.ConvertToInt32Native(n), 23));
                p = V.ConditionalSelect(V.GreaterThan(x, V.Create(88.72283f)), V.Create(float.PositiveInfinity), p);
                return V.ConditionalSelect(V.LessThan(x, V.Create(least)), Vec.Zero, p);
            }

            /// <summary>tanh x with a short chain, for gates whose value is wanted. Absolute error below 2.9e-7; exactly 1 from the limit on.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FastTanh(Vec x) => TanhFraction(x, out Vec bottom) / bottom;

            /// <summary>Zero where |x| is below 1e-18: a gradient or a state that vanishes must not become subnormal, nor its product with another one; such an operation costs a hundred cycles. What is not a number stays so.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FlushTiny(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), V.Create(1e-18f)), Vec.Zero, x);

            /// <summary>tanh x = p x / bottom: polynomials in x^2 of degrees 5 and 3, both in pairs, that minimise the greatest relative error (4e-8), times a factor with which p x is bottom, to the last bit, at the limit.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FractionOfTanh(Vec x, out Vec limited, out Vec bottom)
            {
                limited = Limit(x);
                Vec q = LimitedSquare(x, limited);
                Vec q2 = q * q;
                Vec d = V.FusedMultiplyAdd(q, V.Create(0.677428126f), V.Create(1.46356928f));
                Vec e = V.FusedMultiplyAdd(q, V.Create(0.000341161998f), V.Create(0.034994863f));
                bottom = V.FusedMultiplyAdd(e, q2, d);
                Vec c = V.FusedMultiplyAdd(q, V.Create(3.05817663e-11f), V.Create(-2.01834673e-08f));
                Vec b = V.FusedMultiplyAdd(q, V.Create(1.40492921e-05f), V.Create(0.00432753889f));
                Vec a = V.FusedMultiplyAdd(q, V.Create(0.189572006f), V.Create(1.46356928f));
                return V.FusedMultiplyAdd(V.FusedMultiplyAdd(c, q2, b), q2, a);
            }

            /// <summary>x, or the limit beyond which tanh is taken for 1, which it is within 9e-8.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Limit(Vec x) => System.Runtime.Intrinsics.X86.Avx512DQ.Range(x, V.Create(8.5f), 0b0010);

            /// <summary>The square of the limited x. The addend changes no bit of what it is used for, and keeps the squares of silent states from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec LimitedSquare(Vec x, Vec limited) => V.MinNative(V.Create(72.25f), V.FusedMultiplyAdd(x, x, V.Create(1e-18f)));

            /// <summary>x, or zero where it is subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Normal(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), V.Create(1.17549435e-38f)), Vec.Zero, x);

            /// <summary>tanh x: the rational form below 0.75, 1 - 2 / (e^2|x| + 1) above, which is exactly 1 long before its limit; beyond it the quotient would become subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Tanh(Vec x)
            {
                x = Normal(x);
                Vec a = V.MinNative(V.Create(20f), V.Abs(x));
                Vec large = V.Create(1f) - V.Create(2f) / (Exp(a + a) + V.Create(1f));
                large = V.ConditionalSelect(V.LessThan(x, Vec.Zero), -large, large);
                return V.ConditionalSelect(V.LessThan(a, V.Create(0.75f)), FastTanh(x), large);
            }

            /// <summary>tanh x as a fraction: gates that meet share a division.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec TanhFraction(Vec x, out Vec bottom) => FractionOfTanh(x, out Vec limited, out bottom) * limited;
        }
    }
}
