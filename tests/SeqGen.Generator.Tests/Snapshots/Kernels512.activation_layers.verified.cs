// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nint = global::System.IntPtr;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Prelu_One(ref weights, ref packed, ref work, inputs);
            Layers.Relu_One(ref weights, ref packed, ref work, inputs);
            Layers.Glu_One(ref weights, ref packed, ref work, inputs);
            Layers.Softmax_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Prelu_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Relu_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Glu_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Softmax_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
            Layers._Output_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer softmax: it needs all steps of glu.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer softmax: it needs all steps of glu.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Prelu_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Relu_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Glu_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Softmax_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers._Output_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Softmax_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Glu_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Relu_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Prelu_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>PReLU, one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Prelu_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    for (int step = 0; step < 3; step++)
                    {
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 12 + step * 4 + segment * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Prelu_Arguments + row * 48 + step * 16 + segment * 4), 4));
                        }
                    }
                }
                // y = x, or alpha x where x is negative
                {
                    const int row = 0;
                    for (int t = 0; t < 3; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.Prelu_Arguments + row * 48 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Prelu_Values + row * 48 + t * 16);
                        ref float alpha = ref Unsafe.Add(ref packed, InferenceWeights.Prelu_Alpha + (nint)0 * 16);
                        {
                            Vec x0 = V.LoadUnsafe(ref x);
                            V.StoreUnsafe(Normal(V.ConditionalSelect(V.GreaterThan(x0, Vec.Zero), x0, V.LoadUnsafe(ref alpha) * x0)), ref values);
                        }
                    }
                }
            }

            /// <summary>ReLU, one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Relu_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = x above the threshold, at most the limit; the slope times what it is above it below
                {
                    const int row = 0;
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.Prelu_Values + row * 48);
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.Relu_Values + row * 48);
                    for (nuint i = 0; i < 48; i += 16)
                    {
                        Vec x0 = V.LoadUnsafe(ref x, i);
                        V.StoreUnsafe(Normal(V.ConditionalSelect(V.GreaterThan(x0, Vec.Zero), -V.Max(-x0, -V.Create(2f)), (x0 - Vec.Zero) * V.Create(0.1f))), ref values, i);
                    }
                }
            }

            /// <summary>GLU(values), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Glu_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = a sigmoid(b)
                {
                    const int row = 0;
                    for (int t = 0; t < 3; t++)
                    {
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Glu_Values + row * 48 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.Relu_Values + row * 48 + t * 16 + 2), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Glu_Gates + row * 48 + t * 16), 2));
                        ref float a = ref Unsafe.Add(ref work, OneBuffers.Relu_Values + row * 48 + t * 16);
                        ref float b = ref Unsafe.Add(ref work, OneBuffers.Glu_Gates + row * 48 + t * 16);
                        {
                            V.StoreUnsafe(Normal(V.LoadUnsafe(ref a) * Sigmoid(V.LoadUnsafe(ref b))), ref values);
                        }
                    }
                }
            }

            /// <summary>Softmax(steps), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Softmax_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = e^(x - max) / sum(e^(x - max)) over 3 steps
                {
                    const int row = 0;
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.Glu_Values + row * 48);
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.Softmax_Values + row * 48);
                    {
                        Vec largest = V.Create(float.NegativeInfinity);
                        for (int t = 0; t < 3; t++)
                        {
                            largest = V.MaxNative(largest, V.ConditionalSelect(V.GreaterThan(V.Create(Unsafe.Add(ref inputs.Mask, row * 3 + t)), Vec.Zero), V.LoadUnsafe(ref x, (nuint)(t * 16)), V.Create(float.NegativeInfinity)));
                        }
                        Vec total = Vec.Zero;
                        for (int t = 0; t < 3; t++)
                        {
                            Vec shifted = V.LoadUnsafe(ref x, (nuint)(t * 16)) - largest;
                            Vec power = V.ConditionalSelect(V.GreaterThan(V.Create(Unsafe.Add(ref inputs.Mask, row * 3 + t)), Vec.Zero), Exp(shifted, -69f), Vec.Zero);
                            total += power;
                            V.StoreUnsafe(power, ref values, (nuint)(t * 16));
                        }
                        Vec whole = V.ConditionalSelect(V.Equals(total, Vec.Zero), Vec.Zero, V.Create(1f) / total);
                        for (int t = 0; t < 3; t++)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values, (nuint)(t * 16)) * whole, ref values, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Dense(2, log_softmax), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = log_softmax(x . kernel + bias): [2] . [2 x 2]
                {
                    const int row = 0;
                    for (int t = 0; t < 3; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.Softmax_Values + row * 48 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values + row * 48 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 1);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, OneBuffers.Dense_Values);
                {
                    const int row = 0;
                    for (int step = 0; step < 3; step++)
                    {
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 48 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 2), 14).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec shifted = V.LoadUnsafe(ref logits) - max;
                            total += Exp(shifted, -69f);
                            V.StoreUnsafe(shifted, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 2), 14).Fill(0f);
                        Vec sum = V.Create(Reduction.Sum(total));
                        Vec log = V.ConditionalSelect(V.Equals(sum, sum), Log(sum), sum);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) - log, ref logits);
                        }
                    }
                }
            }

            /// <summary>PReLU, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Prelu_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 3; step++)
                    {
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 12 + step * 4 + segment * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Prelu_Arguments + row * 48 + step * 16 + segment * 4), 4));
                        }
                    }
                }
                // y = x, or alpha x where x is negative
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 3; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Prelu_Arguments + row * 48 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Prelu_Values + row * 48 + t * 16);
                        ref float alpha = ref Unsafe.Add(ref packed, InferenceWeights.Prelu_Alpha + (nint)0 * 16);
                        {
                            Vec x0 = V.LoadUnsafe(ref x);
                            V.StoreUnsafe(Normal(V.ConditionalSelect(V.GreaterThan(x0, Vec.Zero), x0, V.LoadUnsafe(ref alpha) * x0)), ref values);
                        }
                    }
                }
            }

            /// <summary>ReLU, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Relu_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = x above the threshold, at most the limit; the slope times what it is above it below
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.Prelu_Values + row * 48);
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.Relu_Values + row * 48);
                    for (nuint i = 0; i < 48; i += 16)
                    {
                        Vec x0 = V.LoadUnsafe(ref x, i);
                        V.StoreUnsafe(Normal(V.ConditionalSelect(V.GreaterThan(x0, Vec.Zero), -V.Max(-x0, -V.Create(2f)), (x0 - Vec.Zero) * V.Create(0.1f))), ref values, i);
                    }
                }
            }

            /// <summary>GLU(values), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Glu_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = a sigmoid(b)
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 3; t++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Glu_Values + row * 48 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.Relu_Values + row * 48 + t * 16 + 2), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Glu_Gates + row * 48 + t * 16), 2));
                        ref float a = ref Unsafe.Add(ref work, TileBuffers.Relu_Values + row * 48 + t * 16);
                        ref float b = ref Unsafe.Add(ref work, TileBuffers.Glu_Gates + row * 48 + t * 16);
                        {
                            V.StoreUnsafe(Normal(V.LoadUnsafe(ref a) * Sigmoid(V.LoadUnsafe(ref b))), ref values);
                        }
                    }
                }
            }

            /// <summary>Softmax(steps), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Softmax_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = e^(x - max) / sum(e^(x - max)) over 3 steps
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.Glu_Values + row * 48);
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.Softmax_Values + row * 48);
                    {
                        Vec largest = V.Create(float.NegativeInfinity);
                        for (int t = 0; t < 3; t++)
                        {
                            largest = V.MaxNative(largest, V.ConditionalSelect(V.GreaterThan(V.Create(Unsafe.Add(ref inputs.Mask, row * 3 + t)), Vec.Zero), V.LoadUnsafe(ref x, (nuint)(t * 16)), V.Create(float.NegativeInfinity)));
                        }
                        Vec total = Vec.Zero;
                        for (int t = 0; t < 3; t++)
                        {
                            Vec shifted = V.LoadUnsafe(ref x, (nuint)(t * 16)) - largest;
                            Vec power = V.ConditionalSelect(V.GreaterThan(V.Create(Unsafe.Add(ref inputs.Mask, row * 3 + t)), Vec.Zero), Exp(shifted, -69f), Vec.Zero);
                            total += power;
                            V.StoreUnsafe(power, ref values, (nuint)(t * 16));
                        }
                        Vec whole = V.ConditionalSelect(V.Equals(total, Vec.Zero), Vec.Zero, V.Create(1f) / total);
                        for (int t = 0; t < 3; t++)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values, (nuint)(t * 16)) * whole, ref values, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Dense(2, log_softmax), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = log_softmax(x . kernel + bias): [2] . [2 x 2]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 3; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Softmax_Values + row * 48 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 48 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 1);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, TileBuffers.Dense_Values);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 3; step++)
                    {
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 48 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 2), 14).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec shifted = V.LoadUnsafe(ref logits) - max;
                            total += Exp(shifted, -69f);
                            V.StoreUnsafe(shifted, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 2), 14).Fill(0f);
                        Vec sum = V.Create(Reduction.Sum(total));
                        Vec log = V.ConditionalSelect(V.Equals(sum, sum), Log(sum), sum);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) - log, ref logits);
                        }
                    }
                }
            }

            /// <summary>Output, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Mask, row * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers._Output_Mask + row * 3), 3));
                }
            }

            /// <summary>PReLU, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Prelu_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 3; step++)
                    {
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 12 + step * 4 + segment * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Prelu_Arguments + row * 48 + step * 16 + segment * 4), 4));
                        }
                    }
                }
                // y = x, or alpha x where x is negative
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 3; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Prelu_Arguments + row * 48 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Prelu_Values + row * 48 + t * 16);
                        ref float alpha = ref Unsafe.Add(ref packed, TrainingWeights.Prelu_Alpha + (nint)0 * 16);
                        {
                            Vec x0 = V.LoadUnsafe(ref x);
                            V.StoreUnsafe(Normal(V.ConditionalSelect(V.GreaterThan(x0, Vec.Zero), x0, V.LoadUnsafe(ref alpha) * x0)), ref values);
                        }
                    }
                }
            }

            /// <summary>PReLU, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Prelu_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx = dy, or alpha dy where x is negative; dalpha += dy min(x, 0)
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 3; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Prelu_Arguments + row * 48 + t * 16);
                        ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Prelu_OutputGradient + row * 48 + t * 16);
                        ref float inputGradient = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 48 + t * 16);
                        ref float terms = ref Unsafe.Add(ref work, TrainBuffers.Prelu_AlphaTerms + row * 48 + t * 16);
                        ref float alpha = ref Unsafe.Add(ref packed, TrainingWeights.Prelu_Alpha + (nint)0 * 16);
                        {
                            Vec x0 = V.LoadUnsafe(ref x);
                            Vec given = V.LoadUnsafe(ref outputGradient);
                            V.StoreUnsafe(given * -V.Max(-x0, -Vec.Zero), ref terms);
                            V.StoreUnsafe(given * V.ConditionalSelect(V.GreaterThan(x0, Vec.Zero), V.Create(1f), V.ConditionalSelect(V.Equals(x0, x0), V.LoadUnsafe(ref alpha), x0)), ref inputGradient);
                        }
                    }
                }
                ref float allTerms = ref Unsafe.Add(ref work, TrainBuffers.Prelu_AlphaTerms);
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Prelu_Alpha);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 12; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref allTerms, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
            }

            /// <summary>ReLU, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Relu_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = x above the threshold, at most the limit; the slope times what it is above it below
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Prelu_Values + row * 48);
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Relu_Values + row * 48);
                    for (nuint i = 0; i < 48; i += 16)
                    {
                        Vec x0 = V.LoadUnsafe(ref x, i);
                        V.StoreUnsafe(Normal(V.ConditionalSelect(V.GreaterThan(x0, Vec.Zero), -V.Max(-x0, -V.Create(2f)), (x0 - Vec.Zero) * V.Create(0.1f))), ref values, i);
                    }
                }
            }

            /// <summary>ReLU, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Relu_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx = dy, or negative_slope dy below the threshold, or nothing above the limit
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Prelu_Values + row * 48);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Relu_OutputGradient + row * 48);
                    ref float inputGradient = ref Unsafe.Add(ref work, TrainBuffers.Prelu_OutputGradient + row * 48);
                    for (nuint i = 0; i < 48; i += 16)
                    {
                        Vec x0 = V.LoadUnsafe(ref x, i);
                        V.StoreUnsafe(V.LoadUnsafe(ref outputGradient, i) * V.ConditionalSelect(V.GreaterThan(x0, Vec.Zero), V.ConditionalSelect(V.LessThan(x0, V.Create(2f)), V.Create(1f), Vec.Zero), V.ConditionalSelect(V.Equals(x0, x0), V.Create(0.1f), x0)), ref inputGradient, i);
                    }
                }
            }

            /// <summary>GLU(values), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Glu_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = a sigmoid(b)
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 3; t++)
                    {
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Glu_Values + row * 48 + t * 16);
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Relu_Values + row * 48 + t * 16 + 2), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Glu_Gates + row * 48 + t * 16), 2));
                        ref float a = ref Unsafe.Add(ref work, TrainBuffers.Relu_Values + row * 48 + t * 16);
                        ref float b = ref Unsafe.Add(ref work, TrainBuffers.Glu_Gates + row * 48 + t * 16);
                        {
                            V.StoreUnsafe(Normal(V.LoadUnsafe(ref a) * Sigmoid(V.LoadUnsafe(ref b))), ref values);
                        }
                    }
                }
            }

            /// <summary>GLU(values), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Glu_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // da = dy sigmoid(b), db = dy a sigmoid(b) (1 - sigmoid(b))
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 3; t++)
                    {
                        ref float a = ref Unsafe.Add(ref work, TrainBuffers.Relu_Values + row * 48 + t * 16);
                        ref float b = ref Unsafe.Add(ref work, TrainBuffers.Glu_Gates + row * 48 + t * 16);
                        ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Glu_OutputGradient + row * 48 + t * 16);
                        ref float aGradient = ref Unsafe.Add(ref work, TrainBuffers.Relu_OutputGradient + row * 48 + t * 16);
                        ref float bGradient = ref Unsafe.Add(ref work, TrainBuffers.Glu_Gates + row * 48 + t * 16);
                        {
                            Vec given = V.LoadUnsafe(ref outputGradient);
                            Vec gate = Sigmoid(V.LoadUnsafe(ref b));
                            Vec a0 = V.LoadUnsafe(ref a);
                            V.StoreUnsafe(given * gate, ref aGradient);
                            V.StoreUnsafe(given * a0 * gate * (V.Create(1f) - gate), ref bGradient);
                        }
                        MemoryMarshal.CreateReadOnlySpan(ref bGradient, 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Relu_OutputGradient + row * 48 + t * 16 + 2), 2));
                    }
                }
            }

            /// <summary>Softmax(steps), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Softmax_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = e^(x - max) / sum(e^(x - max)) over 3 steps
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Glu_Values + row * 48);
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Softmax_Values + row * 48);
                    {
                        Vec largest = V.Create(float.NegativeInfinity);
                        for (int t = 0; t < 3; t++)
                        {
                            largest = V.MaxNative(largest, V.ConditionalSelect(V.GreaterThan(V.Create(Unsafe.Add(ref inputs.Mask, row * 3 + t)), Vec.Zero), V.LoadUnsafe(ref x, (nuint)(t * 16)), V.Create(float.NegativeInfinity)));
                        }
                        Vec total = Vec.Zero;
                        for (int t = 0; t < 3; t++)
                        {
                            Vec shifted = V.LoadUnsafe(ref x, (nuint)(t * 16)) - largest;
                            Vec power = V.ConditionalSelect(V.GreaterThan(V.Create(Unsafe.Add(ref inputs.Mask, row * 3 + t)), Vec.Zero), Exp(shifted, -69f), Vec.Zero);
                            total += power;
                            V.StoreUnsafe(power, ref values, (nuint)(t * 16));
                        }
                        Vec whole = V.ConditionalSelect(V.Equals(total, Vec.Zero), Vec.Zero, V.Create(1f) / total);
                        for (int t = 0; t < 3; t++)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values, (nuint)(t * 16)) * whole, ref values, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Softmax(steps), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Softmax_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx = y (dy - sum(dy y))
                for (int row = 0; row < 4; row++)
                {
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.Softmax_Values + row * 48);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Softmax_OutputGradient + row * 48);
                    ref float inputGradient = ref Unsafe.Add(ref work, TrainBuffers.Glu_OutputGradient + row * 48);
                    {
                        Vec total = Vec.Zero;
                        for (int t = 0; t < 3; t++)
                        {
                            total += V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)) * V.LoadUnsafe(ref values, (nuint)(t * 16));
                        }
                        for (int t = 0; t < 3; t++)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref values, (nuint)(t * 16)) * (V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)) - total), ref inputGradient, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Dense(2, log_softmax), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = log_softmax(x . kernel + bias): [2] . [2 x 2]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 3; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Softmax_Values + row * 48 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 48 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias + 1);
                        }
                    }
                }
                ref float probabilities = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 3; step++)
                    {
                        ref float logits = ref Unsafe.Add(ref probabilities, row * 48 + step * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 2), 14).Fill(float.NegativeInfinity);
                        Vec largest = V.Create(float.NegativeInfinity);
                        {
                            largest = V.MaxNative(largest, V.LoadUnsafe(ref logits));
                        }
                        Vec max = V.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec shifted = V.LoadUnsafe(ref logits) - max;
                            total += Exp(shifted, -69f);
                            V.StoreUnsafe(shifted, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref logits, 2), 14).Fill(0f);
                        Vec sum = V.Create(Reduction.Sum(total));
                        Vec log = V.ConditionalSelect(V.Equals(sum, sum), Log(sum), sum);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref logits) - log, ref logits);
                        }
                    }
                }
            }

            /// <summary>Dense(2, log_softmax), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                ref float outputs = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values);
                // dz = dy * a'(z)
                if (!tile.GradientIsOfLogits)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        for (int step = 0; step < 3; step++)
                        {
                            ref float dz = ref Unsafe.Add(ref sumsGradient, row * 48 + step * 16);
                            ref float y = ref Unsafe.Add(ref outputs, row * 48 + step * 16);
                            // dz = dy - e^y sum(dy)
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref dz, 2), 14).Fill(0f);
                            Vec totalLanes = Vec.Zero;
                            {
                                totalLanes += V.LoadUnsafe(ref dz);
                            }
                            float total = Reduction.Sum(totalLanes);
                            Vec sum = V.Create(total);
                            {
                                V.StoreUnsafe(V.LoadUnsafe(ref dz) - Exp(V.LoadUnsafe(ref y), -69f) * sum, ref dz);
                            }
                        }
                    }
                }
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Softmax_Values);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            for (int m = 0; m < 12; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref x, right);
                                Vec x0 = V.Create(Unsafe.Add(ref dz, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref dz, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                        }
                        w += 32;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 12; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Softmax_OutputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            ref float a = ref dz;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 2; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                Vec c5a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 2; k++, w += 16)
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
                                a = ref Unsafe.Add(ref a, 96);
                                targetRow = ref Unsafe.Add(ref targetRow, 96);
                            }
                        }
                    }
                }
            }

            /// <summary>Output, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Mask, row * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers._Output_Mask + row * 3), 3));
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

            /// <summary>ln x for normal positive x, within 2 ulp: x = m 2^e with m in [sqrt(1/2), sqrt 2); ln m by a series in (m - 1) / (m + 1).</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Log(Vec x)
            {
                Vec e = V.ConvertToSingle(V.ShiftRightArithmetic(V.AsInt32(x) - V.Create(0x3f3504f3), 23));
                Vec m = V.AsSingle(((V.AsInt32(x) - V.Create(0x3f3504f3)) & V.Create(0x007fffff)) + V.Create(0x3f3504f3));
                Vec s = (m - V.Create(1f)) / (m + V.Create(1f));
                Vec q = s * s;
                Vec p = V.FusedMultiplyAdd(V.Create(0.22222222f), q, V.Create(0.28571429f));
                p = V.FusedMultiplyAdd(p, q, V.Create(0.4f));
                p = V.FusedMultiplyAdd(p, q, V.Create(0.66666667f));
                p = V.FusedMultiplyAdd(p * q, s, V.FusedMultiplyAdd(e, V.Create(-2.12194440e-4f), s + s));
                return V.FusedMultiplyAdd(e, V.Create(0.693359375f), p);
            }

            /// <summary>x, or zero where it is subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Normal(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), V.Create(1.17549435e-38f)), Vec.Zero, x);

            /// <summary>1 / (1 + e^-x), with relative accuracy in both tails; zero below the smallest normal number.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Sigmoid(Vec x)
            {
                Vec e = V.ConditionalSelect(V.LessThan(x, V.Create(-87.33654f)), V.Create(float.PositiveInfinity), Exp(-x));
                return V.Create(1f) / (V.Create(1f) + e);
            }
        }
    }
}
