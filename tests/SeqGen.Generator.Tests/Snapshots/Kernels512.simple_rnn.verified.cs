// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
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
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.SimpleRnn_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer simple_rnn: go_backwards needs the whole sequence.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer simple_rnn: go_backwards needs the whole sequence.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.SimpleRnn_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.SimpleRnn_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>SimpleRNN(5), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The state before the first step is zero.
                ref float hFirst = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Hidden);
                MemoryMarshal.CreateSpan(ref hFirst, 16).Clear();

                for (int t = 0; t < 4; t++)
                {
                    int at = 3 - t;
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
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref projected);
                                    }
                                }
                            }
                        }
                    }
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Hidden + ((t + 1) & 1) * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Sums);
                    // h = a(z + h.U)
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_Recurrent);
                        Vec c0a0 = V.LoadUnsafe(ref sumsNow);
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(hPrevious);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 4));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 64), c0a0);
                        }
                        {
                            Vec value = FlushTiny(Relu(c0a0));
                            V.StoreUnsafe(value, ref hNext);
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
                // The state before the first step is zero.
                ref float hFirst = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Hidden);
                for (nuint r = 0; r < 4; r++)
                {
                    ref float hFirstRow = ref Unsafe.Add(ref hFirst, r * 32);
                    MemoryMarshal.CreateSpan(ref hFirstRow, 16).Clear();
                }

                for (int t = 0; t < 4; t++)
                {
                    int at = 3 - t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Hidden + (t & 1) * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Hidden + ((t + 1) & 1) * 16);
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
                                    for (nuint k = 0; k < 5; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 32));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 64));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 96));
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
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 32);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec value = FlushTiny(Relu(V.LoadUnsafe(ref sumsRow)));
                                V.StoreUnsafe(value, ref hNextRow);
                            }
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
                    int at = 3 - t;
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
                                Vec value = FlushTiny(Relu(V.LoadUnsafe(ref sumsRow)));
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
                    ref float fromOutput = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_OutputGradient);
                    for (nuint i = 0; i < 64; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref fromOutput, i), ref start, i);
                    }
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_HiddenGradient);
                for (int t = 3; t >= 0; t--)
                {
                    int at = 3 - t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + t * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + at * 16);
                    // The way back of h = a(z + h.U)
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float sumsNowRow = ref Unsafe.Add(ref sumsNow, r * 64);
                        {
                            Vec dh = FlushTiny(V.LoadUnsafe(ref hGradientRow));
                            Vec value = V.LoadUnsafe(ref sumsNowRow);
                            V.StoreUnsafe(dh * V.ConditionalSelect(V.GreaterThan(value, Vec.Zero), V.Create(1f), value), ref sumsNowRow);
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
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + row * 64 + (3 - first) * 16);
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
                                    for (int m = 0; m < count; m++, left += 16, right -= 16)
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

            /// <summary>Zero where |x| is below 1e-18: a gradient or a state that vanishes must not become subnormal, nor its product with another one; such an operation costs a hundred cycles. What is not a number stays so.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FlushTiny(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), V.Create(1e-18f)), Vec.Zero, x);

            /// <summary>max(x, 0), zero where that is subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Relu(Vec x) => V.ConditionalSelect(V.LessThan(x, V.Create(1.17549435e-38f)), Vec.Zero, x);
        }
    }
}
