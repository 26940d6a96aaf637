"""What each word about a candidate weighs: written by `python -m tests.bench.matching.train`, not by hand."""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = """
alike:net:1:good:known=-0.741 alike:net:1:good:open=1.299 alike:net:1:other1:known=1.582 alike:net:1:other3:known=1.547
alike:net:1:other3:open=0.133 alike:net:1:reads1:open=0.490 alike:net:1:tail1:known=0.304 alike:net:1:tail1:open=0.874
alike:net:1:tail2:open=-0.005 alike:net:1:tail3:open=-0.352 alike:net:1:tail:known=0.576 alike:net:1:tail:open=0.121
alike:net:2:good:open=0.071 alike:net:2:other2:known=-0.403 alike:net:2:other3:known=-0.181
alike:net:2:other3:open=-0.011 alike:net:2:tail:open=0.009 alike:net:3:other2:known=-0.089
alike:net:3:other3:known=-0.231 alike:net:4:other1:known=-1.007 alike:net:4:other2:known=-1.197
alike:net:4:other3:known=-1.204 alike:net:4:other3:open=-0.205 alike:net:4:tail1:known=-0.793
alike:net:4:tail2:known=0.908 alike:net:4:tail:known=-1.238 alike:same:1:good:known=0.880 alike:same:1:good:open=1.283
alike:same:1:other1:known=3.620 alike:same:1:other1:open=1.280 alike:same:1:other2:known=3.663
alike:same:1:other2:open=0.839 alike:same:1:other3:known=3.493 alike:same:1:other3:open=0.063
alike:same:1:reads1:known=0.970 alike:same:1:reads1:open=1.065 alike:same:1:reads2:known=1.333
alike:same:1:tail1:known=1.844 alike:same:1:tail1:open=1.595 alike:same:1:tail2:known=0.935
alike:same:1:tail:known=3.310 alike:same:1:tail:open=0.980 alike:same:2:good:known=0.010 alike:same:2:good:open=0.696
alike:same:2:other1:known=0.268 alike:same:2:other1:open=-0.369 alike:same:2:other2:known=-0.516
alike:same:2:other3:known=-0.253 alike:same:2:other3:open=-1.138 alike:same:2:reads1:open=0.888
alike:same:2:tail1:open=0.557 alike:same:2:tail:known=-0.027 alike:same:2:tail:open=0.847 alike:same:3:good:known=0.007
alike:same:3:good:open=0.748 alike:same:3:other1:known=-1.044 alike:same:3:other1:open=0.380
alike:same:3:other2:known=-0.055 alike:same:3:other2:open=0.174 alike:same:3:other3:known=0.666
alike:same:3:other3:open=-1.094 alike:same:3:tail1:open=0.593 alike:same:3:tail:known=-1.141
alike:same:3:tail:open=-0.038 alike:same:4:good:known=-2.940 alike:same:4:good:open=0.036
alike:same:4:other1:known=-2.115 alike:same:4:other1:open=-2.029 alike:same:4:other2:known=-1.934
alike:same:4:other2:open=-2.719 alike:same:4:other3:known=-1.065 alike:same:4:other3:open=-1.901
alike:same:4:reads1:known=-2.481 alike:same:4:reads1:open=-0.168 alike:same:4:reads2:known=-0.708
alike:same:4:reads2:open=-1.044 alike:same:4:reads3:known=0.160 alike:same:4:tail1:known=-2.337
alike:same:4:tail1:open=-0.487 alike:same:4:tail2:known=-1.371 alike:same:4:tail2:open=-0.160
alike:same:4:tail3:known=-0.162 alike:same:4:tail3:open=0.591 alike:same:4:tail:known=-2.381
alike:same:4:tail:open=-1.340 amount:close=0.477 amount:close:good=-0.297 amount:close:known=0.176
amount:close:open=0.300 amount:close:other1=-0.107 amount:close:other2=-0.383 amount:close:other3=0.169
amount:close:reads1=0.093 amount:close:reads2=-0.591 amount:close:reads3=-0.015 amount:close:tail=0.323
amount:close:tail1=0.755 amount:close:tail2=-0.031 amount:close:tail3=0.560 amount:differs=-4.019
amount:differs:good=-1.464 amount:differs:known=-2.177 amount:differs:open=-1.842 amount:differs:other1=-0.388
amount:differs:other2=-0.085 amount:differs:other3=-0.102 amount:differs:reads1=-0.315 amount:differs:reads2=-0.138
amount:differs:reads3=-0.012 amount:differs:tail=-1.086 amount:differs:tail1=-0.374 amount:differs:tail2=-0.034
amount:differs:tail3=-0.022 amount:gross=-0.054 amount:gross:known=-0.025 amount:net=2.165 amount:net:good=0.725
amount:net:known=1.455 amount:net:open=0.711 amount:net:other1=-0.228 amount:net:other2=0.291 amount:net:other3=-0.223
amount:net:reads1=0.492 amount:net:reads2=0.315 amount:net:tail=-0.441 amount:net:tail1=0.380 amount:net:tail2=0.440
amount:net:tail3=0.414 amount:net_other=-0.598 amount:net_other:good=-0.031 amount:net_other:open=-0.597
amount:net_other:other3=-0.067 amount:net_other:tail=-0.443 amount:net_other:tail1=-0.015 amount:net_other:tail2=-0.012
amount:net_other:tail3=-0.012 amount:same=2.743 amount:same:good=0.720 amount:same:known=0.369 amount:same:open=2.374
amount:same:other1=-0.010 amount:same:other2=0.134 amount:same:other3=-1.228 amount:same:reads1=0.801
amount:same:reads2=0.029 amount:same:reads3=0.466 amount:same:tail=0.210 amount:same:tail1=1.268
amount:same:tail2=0.200 amount:same:tail3=0.155 both:close:differs=-0.123 both:close:near=-0.819 both:close:same=0.769
both:differs:differs=-0.012 both:differs:near=-0.568 both:differs:same=-0.672 both:net:differs=-0.075
both:net:near=0.177 both:net:same=-1.173 both:net_other:near=-0.020 both:same:differs=-0.462 both:same:near=0.032
both:same:same=-2.423 changed_zeros:0|known=-1.024 changed_zeros:0|open=-0.650 changed_zeros:1|known=0.017
changed_zeros:1|open=-0.342 changed_zeros:2|known=-0.692 changed_zeros:2|open=-0.452 changes:0:1|known=-0.067
changes:1:0|known=-0.153 changes:1:0|open=-0.260 changes:1:1|known=1.025 changes:1:1|open=1.382 changes:1:2|known=0.608
changes:1:2|open=-0.213 changes:1:3|known=0.798 changes:1:3|open=-0.677 changes:1:4|known=0.376 changes:1:4|open=0.660
changes:2:0|known=-0.904 changes:2:0|open=-0.754 changes:2:1|known=-0.243 changes:2:1|open=0.264
changes:2:2|known=0.459 changes:2:2|open=0.977 changes:2:3|known=-0.123 changes:2:3|open=-0.645
changes:2:4|known=-0.234 changes:2:4|open=-0.356 changes:3:0|known=-0.735 changes:3:0|open=-0.804
changes:3:1|known=0.138 changes:3:1|open=0.864 changes:3:2|known=-0.244 changes:3:2|open=0.909 changes:3:3|known=-0.323
changes:3:3|open=-0.628 changes:3:4|known=0.149 changes:3:4|open=-0.707 changes:4:0|known=-0.457
changes:4:0|open=-0.299 changes:4:1|known=-0.762 changes:4:1|open=-0.055 changes:4:2|known=-0.813
changes:4:2|open=-0.540 changes:4:3|known=-0.235 changes:4:3|open=-0.066 changes:4:4|known=-0.831
changes:4:4|open=-0.500 crowd:-1:amount=0.042 crowd:-1:bare=0.127 crowd:-1:form:case:False=0.176
crowd:-1:form:case:True=-0.380 crowd:-1:form:joined:False=-0.912 crowd:-1:form:joined:True=0.788
crowd:-1:form:key:False=-0.445 crowd:-1:form:key:True=-0.331 crowd:-1:form:marks:False=0.297
crowd:-1:form:marks:True=0.064 crowd:-1:form:same:False=0.237 crowd:-1:form:same:True=-0.298
crowd:-1:form:within:False=0.065 crowd:-1:form:within:True=0.553 crowd:-1:net=0.051 crowd:-1:order=-0.697
crowd:-1:tail:False=-0.023 crowd:-1:tail:True=-0.270 crowd:-2:amount=-0.234 crowd:-2:bare=0.463
crowd:-2:form:case:False=0.012 crowd:-2:form:case:True=0.336 crowd:-2:form:joined:False=0.019
crowd:-2:form:joined:True=0.471 crowd:-2:form:key:False=-0.531 crowd:-2:form:key:True=-0.026
crowd:-2:form:marks:False=0.126 crowd:-2:form:marks:True=0.315 crowd:-2:form:same:False=0.695
crowd:-2:form:same:True=-0.223 crowd:-2:form:within:False=0.207 crowd:-2:form:within:True=-0.283 crowd:-2:net=0.357
crowd:-2:order=0.451 crowd:-2:tail:False=0.045 crowd:-2:tail:True=-0.128 crowd:-3:amount=0.052 crowd:-3:bare=0.568
crowd:-3:form:case:False=0.014 crowd:-3:form:case:True=0.488 crowd:-3:form:joined:False=0.044
crowd:-3:form:joined:True=0.072 crowd:-3:form:key:False=-0.909 crowd:-3:form:key:True=0.028
crowd:-3:form:marks:False=0.963 crowd:-3:form:marks:True=-0.044 crowd:-3:form:same:False=0.122
crowd:-3:form:same:True=0.330 crowd:-3:form:within:False=0.080 crowd:-3:form:within:True=-0.117 crowd:-3:net=0.443
crowd:-3:order=-0.282 crowd:-3:tail:False=-0.102 crowd:-3:tail:True=-0.189 crowd:-4:amount=-0.365 crowd:-4:bare=0.524
crowd:-4:form:case:True=0.264 crowd:-4:form:joined:False=0.020 crowd:-4:form:joined:True=-0.428
crowd:-4:form:key:False=-0.954 crowd:-4:form:key:True=0.544 crowd:-4:form:marks:False=0.089
crowd:-4:form:marks:True=0.005 crowd:-4:form:same:False=0.148 crowd:-4:form:same:True=0.332
crowd:-4:form:within:False=0.061 crowd:-4:form:within:True=-0.201 crowd:-4:net=0.072 crowd:-4:order=-0.347
crowd:-4:tail:False=-0.008 crowd:-4:tail:True=0.009 crowd:-5:amount=0.308 crowd:-5:bare=0.879
crowd:-5:form:case:False=0.016 crowd:-5:form:case:True=0.192 crowd:-5:form:joined:False=0.018
crowd:-5:form:joined:True=0.143 crowd:-5:form:key:False=-0.119 crowd:-5:form:key:True=0.151
crowd:-5:form:marks:False=0.083 crowd:-5:form:marks:True=0.626 crowd:-5:form:same:False=0.079
crowd:-5:form:same:True=0.628 crowd:-5:form:within:False=0.080 crowd:-5:form:within:True=-0.373 crowd:-5:net=0.593
crowd:-5:order=-0.498 crowd:-5:tail:False=0.244 crowd:-5:tail:True=-0.487 crowd:-6:amount=0.471 crowd:-6:bare=0.781
crowd:-6:form:case:True=0.050 crowd:-6:form:joined:True=0.029 crowd:-6:form:key:False=0.501
crowd:-6:form:key:True=0.810 crowd:-6:form:marks:False=0.007 crowd:-6:form:marks:True=0.180
crowd:-6:form:same:True=0.273 crowd:-6:form:within:False=0.010 crowd:-6:net=0.014 crowd:-6:order=0.007
crowd:-6:tail:False=-0.029 crowd:-6:tail:True=0.305 crowd:-9:amount=0.013 crowd:-9:bare=1.546
crowd:-9:form:case:False=0.011 crowd:-9:form:case:True=0.330 crowd:-9:form:joined:False=0.009
crowd:-9:form:joined:True=0.123 crowd:-9:form:key:False=-0.227 crowd:-9:form:key:True=0.574
crowd:-9:form:marks:False=0.059 crowd:-9:form:marks:True=0.548 crowd:-9:form:same:False=0.066
crowd:-9:form:same:True=0.355 crowd:-9:form:within:False=0.014 crowd:-9:form:within:True=0.293 crowd:-9:net=-0.328
crowd:-9:order=0.383 crowd:-9:tail:False=0.137 crowd:-9:tail:True=-0.678 crowd:0:amount=-0.234 crowd:0:bare=-0.262
crowd:0:form:case:False=-0.752 crowd:0:form:case:True=0.028 crowd:0:form:joined:False=0.015
crowd:0:form:joined:True=-0.421 crowd:0:form:key:False=-0.223 crowd:0:form:key:True=0.248
crowd:0:form:marks:False=-0.837 crowd:0:form:marks:True=0.122 crowd:0:form:same:False=0.163
crowd:0:form:same:True=-0.133 crowd:0:form:within:False=0.041 crowd:0:form:within:True=-0.403 crowd:0:net=-0.978
crowd:0:order=-0.239 crowd:0:tail:False=0.141 crowd:0:tail:True=0.296 crowd:1:amount=0.042 crowd:1:bare=-0.230
crowd:1:form:joined:True=-0.109 crowd:1:form:key:False=0.019 crowd:1:form:key:True=0.636 crowd:1:form:marks:False=0.027
crowd:1:form:marks:True=-0.113 crowd:1:form:same:False=0.014 crowd:1:form:same:True=-0.210
crowd:1:form:within:True=0.287 crowd:1:order=0.035 crowd:1:tail:False=0.017 crowd:1:tail:True=-0.624
crowd:2:bare=-0.613 crowd:2:form:key:True=0.411 crowd:2:form:marks:True=0.842 crowd:2:form:same:True=-1.314
crowd:2:tail:True=0.668 crowd:3:bare=-0.418 crowd:3:form:key:True=0.190 crowd:3:tail:True=0.209
crowd:digit0:1:False=-0.377 crowd:digit0:1:True=0.249 crowd:digit0:2:False=0.321 crowd:digit0:2:True=-0.099
crowd:digit0:3:False=0.392 crowd:digit0:3:True=-0.067 crowd:digit0:4:False=0.223 crowd:digit0:4:True=0.036
crowd:digit0:5:False=0.215 crowd:digit0:5:True=-0.190 crowd:digit0:6:False=-0.037 crowd:digit0:6:True=0.570
crowd:digit0:7:False=-0.466 crowd:digit0:7:True=0.204 crowd:digit0:8:False=-0.247 crowd:digit0:8:True=-0.026
crowd:digit0:9:False=-0.715 crowd:digit0:9:True=-0.127 crowd:digit1:1:False=0.180 crowd:digit1:1:True=-0.046
crowd:digit1:2:False=0.508 crowd:digit1:2:True=0.085 crowd:digit1:3:False=0.362 crowd:digit1:3:True=0.270
crowd:digit1:4:False=-0.417 crowd:digit1:4:True=-0.023 crowd:digit1:5:False=-0.040 crowd:digit1:5:True=-0.079
crowd:digit1:6:False=0.115 crowd:digit1:6:True=-0.104 crowd:digit1:7:False=-0.457 crowd:digit1:8:False=0.015
crowd:digit1:8:True=-0.177 crowd:digit1:9:False=-0.041 crowd:digit1:9:True=0.187 crowd:digit2:1:False=0.751
crowd:digit2:1:True=-0.124 crowd:digit2:2:False=0.867 crowd:digit2:2:True=-0.354 crowd:digit2:3:False=0.542
crowd:digit2:3:True=-0.325 crowd:digit2:4:False=-0.596 crowd:digit2:4:True=-0.128 crowd:digit2:5:False=-0.218
crowd:digit2:5:True=-0.376 crowd:digit2:6:False=-0.037 crowd:digit2:6:True=-0.263 crowd:digit2:7:False=-0.105
crowd:digit2:7:True=-0.394 crowd:digit2:8:False=-0.699 crowd:digit2:8:True=-0.006 crowd:digit2:9:False=0.420
crowd:digit2:9:True=-0.021 crowd:digit3:1:False=-0.353 crowd:digit3:1:True=-0.510 crowd:digit3:2:False=-0.084
crowd:digit3:2:True=-0.253 crowd:digit3:3:False=-0.339 crowd:digit3:3:True=-0.597 crowd:digit3:4:False=0.372
crowd:digit3:4:True=-0.703 crowd:digit3:5:False=-0.257 crowd:digit3:5:True=-1.299 crowd:digit3:6:False=0.152
crowd:digit3:6:True=0.119 crowd:digit3:7:True=0.435 crowd:digit3:8:True=0.021 crowd:digit3:9:False=-0.022
crowd:digit3:9:True=0.321 crowd:digit4:1:False=-0.644 crowd:digit4:1:True=-0.420 crowd:digit4:2:False=-0.088
crowd:digit4:2:True=-0.698 crowd:digit4:3:False=-0.686 crowd:digit4:3:True=-0.895 crowd:digit4:4:False=-0.408
crowd:digit4:4:True=-0.403 crowd:digit4:5:False=-0.363 crowd:digit4:5:True=-1.120 crowd:digit4:6:False=0.093
crowd:digit4:6:True=-1.252 crowd:digit4:7:False=-0.100 crowd:digit4:7:True=-0.841 crowd:digit4:8:False=0.643
crowd:digit4:8:True=-0.351 crowd:digit4:9:False=-1.024 crowd:digit4:9:True=-0.996 crowd:lost0:1:True=0.263
crowd:lost0:2:True=-0.244 crowd:lost0:3:True=-0.250 crowd:lost0:9:True=-0.814 crowd:lost1:1:False=0.005
crowd:lost1:1:True=-0.298 crowd:lost1:2:True=-0.131 crowd:lost1:3:True=-0.052 crowd:lost1:6:True=0.313
crowd:lost1:7:True=-1.302 crowd:lost1:8:True=0.041 crowd:lost1:9:True=0.267 crowd:lost2:1:False=0.006
crowd:lost2:1:True=-0.224 crowd:lost2:2:False=-0.188 crowd:lost2:2:True=-0.158 crowd:lost2:4:True=-0.044
crowd:lost3:1:False=0.007 crowd:lost3:1:True=-0.395 crowd:lost3:2:False=0.010 crowd:lost3:2:True=0.317
crowd:lost3:3:True=-0.085 crowd:lost4:1:False=-0.012 crowd:lost4:1:True=-0.254 crowd:lost4:2:True=-0.061
crowd:more0:1:False=0.172 crowd:more0:1:True=-0.496 crowd:more1:1:False=0.066 crowd:more1:1:True=0.031
crowd:more2:1:False=0.090 crowd:more2:1:True=0.260 crowd:more3:1:False=0.078 crowd:more3:1:True=0.972
crowd:more4:1:False=0.066 crowd:more4:1:True=-0.153 crowd:swap0:1:False=0.061 crowd:swap0:1:True=0.151
crowd:swap0:2:False=0.211 crowd:swap0:2:True=-1.160 crowd:swap0:3:False=0.016 crowd:swap0:3:True=-0.110
crowd:swap0:4:True=-1.139 crowd:swap1:1:False=0.636 crowd:swap1:1:True=0.051 crowd:swap1:2:True=0.788
crowd:swap1:3:False=0.013 crowd:swap1:3:True=-0.860 crowd:swap2:1:False=-0.595 crowd:swap2:1:True=0.624
crowd:swap3:1:False=0.309 crowd:swap3:1:True=0.334 crowd:swap4:1:False=-0.503 crowd:swap4:1:True=-0.440
crowd:swap4:2:False=0.076 crowd:swap4:2:True=-0.294 cut:group:bare|known=0.458 cut:group:bare|open=0.057
cut:group:run|known=-2.271 cut:group:run|open=-2.730 cut:group:whole|known=1.180 cut:group:whole|open=1.669
cut:inside:bare|known=-0.120 cut:inside:bare|open=-0.641 cut:inside:run|known=-1.633 cut:inside:run|open=-1.607
cut:inside:whole|known=1.849 cut:inside:whole|open=2.409 day:differs=-4.862 day:differs:good=-1.803
day:differs:other1=-0.494 day:differs:other2=-0.192 day:differs:other3=-0.239 day:differs:reads1=-0.198
day:differs:reads2=-0.101 day:differs:reads3=-0.017 day:differs:tail=-1.357 day:differs:tail1=-0.382
day:differs:tail2=-0.057 day:differs:tail3=-0.022 day:near=0.250 day:near:good=-0.319 day:near:other1=0.187
day:near:other2=-0.026 day:near:other3=0.565 day:near:reads1=0.101 day:near:reads2=-0.394 day:near:reads3=-0.330
day:near:tail=0.242 day:near:tail1=0.457 day:near:tail2=0.337 day:near:tail3=-0.571 day:same=4.434 day:same:good=0.584
day:same:other1=-0.015 day:same:other2=1.189 day:same:other3=-0.465 day:same:reads1=0.415 day:same:reads2=0.435
day:same:reads3=0.655 day:same:tail=0.496 day:same:tail1=0.757 day:same:tail2=0.650 day:same:tail3=-0.267
end:0|known=-2.073 end:0|open=-1.681 end:1|known=-1.588 end:1|open=-1.421 end:2|known=-0.145 end:2|open=0.083
end:3|known=1.082 end:3|open=0.385 end:4|known=0.296 end:4|open=0.413 end:5|known=0.728 end:5|open=0.778
form:case|known=1.464 form:case|open=2.569 form:joined|known=-0.055 form:joined|open=-2.082 form:key|known=-1.056
form:key|open=-1.321 form:marks|known=-0.579 form:marks|open=-0.288 form:same|known=1.234 form:same|open=1.783
form:within|known=1.183 form:within|open=0.556 head:century|known=0.717 head:century|open=0.375
head:figures1|known=0.018 head:figures1|open=-0.334 head:figures2|known=-0.562 head:figures2|open=-0.147
head:figures3|known=-1.403 head:figures3|open=-1.056 head:figures4|known=-1.146 head:figures4|open=-0.844
head:figures5|known=-0.994 head:figures5|open=-1.173 head:letters_year|known=0.671 head:letters_year|open=0.549
head:letters|known=1.460 head:letters|open=1.414 head:month|known=0.053 head:month|open=0.272 head:year|known=0.649
head:year|open=0.099 head_kind:reads:credit:known=0.995 head_kind:reads:credit:rare=0.863
head_kind:reads:invoice:alone=0.258 head_kind:reads:invoice:usual=0.820 head_kind:tail:credit:known=-0.521
head_kind:tail:credit:rare=-0.331 head_kind:tail:invoice:alone=0.306 head_kind:tail:invoice:usual=0.761
heads:reads:1:alone=0.258 heads:reads:1:usual=0.380 heads:reads:2:known=0.995 heads:reads:2:rare=0.863
heads:reads:2:usual=0.440 heads:tail:1:alone=0.306 heads:tail:1:usual=0.255 heads:tail:2:known=-0.533
heads:tail:2:rare=-0.331 heads:tail:2:usual=0.507 inner_zero:1|known=-0.621 inner_zero:1|open=-1.065
inner_zero:2|known=-2.252 inner_zero:2|open=-2.269 kept:-10|known=-0.061 kept:-10|open=-0.015 kept:-11|known=-0.015
kept:-12|known=-0.025 kept:-13|known=-0.016 kept:-15|known=-0.071 kept:-1|known=-0.728 kept:-1|open=-0.339
kept:-2|known=-0.578 kept:-2|open=-0.868 kept:-3|known=-1.141 kept:-3|open=-0.159 kept:-4|known=0.360
kept:-4|open=-0.283 kept:-5|known=-0.102 kept:-5|open=-0.550 kept:-6|known=-0.062 kept:-6|open=-0.053
kept:-7|known=-0.009 kept:-7|open=-0.100 kept:-8|known=-0.061 kept:-8|open=-0.019 kept:-9|known=-0.469
kept:-9|open=0.834 kept:0|known=-0.341 kept:0|open=-0.929 kept:1|known=0.229 kept:1|open=-0.083 kept:2|known=0.005
kept:2|open=-0.191 kept:3|known=0.135 kept:3|open=0.227 kept:4|known=0.450 kept:4|open=1.233 kept:5|known=0.806
left:<figures|known=0.354 left:<figures|open=0.033 left:<letters|known=1.354 left:<letters|open=1.254
left:figures<figures|known=-0.408 left:figures<figures|open=-0.729 left:figures<letters|known=-0.089
left:figures<|known=-2.790 left:figures<|open=-1.789 left:label<figures|open=-0.260 left:label<label|known=0.072
left:label<|known=0.266 left:label<|open=0.684 left:letters<figures|known=-0.759 left:letters<figures|open=-1.347
left:letters<letters|open=-0.006 left:letters<|known=1.910 left:letters<|open=1.684 looks:1|known=-0.095
looks:1|open=-0.048 looks:2|known=-0.240 looks:2|open=0.411 looks:3|known=0.708 looks:3|open=-0.462
near:good:known=2.914 near:good:open=2.487 near:other1:known=0.010 near:other1:open=-0.018 near:other2:known=-0.803
near:other2:open=-0.519 near:other3:known=-1.782 near:other3:open=-0.925 near:reads1:known=-0.466
near:reads1:open=-0.454 near:reads2:known=0.048 near:reads2:open=0.681 near:reads3:known=-0.305 near:reads3:open=-1.497
near:tail1:known=-0.154 near:tail1:open=-0.611 near:tail2:known=-0.624 near:tail2:open=-0.674 near:tail3:known=-1.372
near:tail3:open=-0.779 near:tail:known=1.614 near:tail:open=1.221 none=2.009 none:date=1.292 none:date:known=0.517
none:date:open=0.775 none:figures1=0.089 none:figures10=-0.253 none:figures10:known=-0.098 none:figures10:open=-0.155
none:figures11=-0.318 none:figures11:known=-0.286 none:figures11:open=-0.033 none:figures12=-0.305
none:figures12:known=0.198 none:figures12:open=-0.503 none:figures1:known=-0.068 none:figures1:open=0.157
none:figures2=-0.644 none:figures2:known=-0.448 none:figures2:open=-0.196 none:figures3=-0.014
none:figures3:known=-0.162 none:figures3:open=0.147 none:figures4=-0.196 none:figures4:known=-0.361
none:figures4:open=0.164 none:figures5=-0.184 none:figures5:known=-0.145 none:figures5:open=-0.039 none:figures6=-0.551
none:figures6:known=-0.583 none:figures6:open=0.032 none:figures7=-0.529 none:figures7:known=-0.379
none:figures7:open=-0.150 none:figures8=-0.542 none:figures8:known=-0.244 none:figures8:open=-0.298
none:figures9=-0.293 none:figures9:known=-0.314 none:figures9:open=0.020 none:foreign=1.910 none:foreign:known=1.325
none:foreign:open=0.585 none:iban=0.796 none:iban:known=0.507 none:iban:open=0.289 none:known=0.921 none:mixed=-0.522
none:mixed:known=0.057 none:mixed:open=-0.579 none:money=-0.329 none:money:known=0.098 none:money:open=-0.427
none:open=1.088 none:phone=1.616 none:phone:known=0.799 none:phone:open=0.817 none:words=0.988 none:words:known=0.506
none:words:open=0.481 none_amount=-0.714 none_amount:good:known=-0.600 none_amount:good:open=-0.605
none_amount:other:known=1.098 none_amount:other:open=0.559 none_amount:reads:known=-0.515 none_amount:reads:open=-0.141
none_amount:tail:known=0.221 none_amount:tail:open=-0.729 none_best:good:known=0.025 none_best:good:open=0.890
none_best:other:known=-0.306 none_best:other:open=-0.799 none_best:reads:known=0.824 none_best:reads:open=0.068
none_best:tail:known=0.378 none_best:tail:open=0.928 none_day=0.179 none_figures:0=0.988 none_figures:1=-0.141
none_figures:10=-0.222 none_figures:2=0.354 none_figures:3=0.070 none_figures:4=0.109 none_figures:5=0.114
none_figures:6=0.254 none_figures:7=0.302 none_figures:8=0.223 none_figures:9=-0.042 none_order=1.412
none_order:good:known=0.273 none_order:good:open=-0.723 none_order:other:known=1.631 none_order:other:open=0.098
none_order:reads:known=0.703 none_order:reads:open=-0.557 none_order:tail:known=0.604 none_order:tail:open=-0.618
none_words:1=0.283 none_words:2=0.209 none_words:3=0.401 none_words:4=0.521 none_words:5=0.596 order:differs=-3.331
order:differs:good:known=-0.890 order:differs:good:open=-1.443 order:differs:other1:known=-0.057
order:differs:other2:known=-0.016 order:differs:other3:known=-0.016 order:differs:other3:open=-0.050
order:differs:reads1:known=-0.023 order:differs:reads1:open=-0.092 order:differs:reads2:known=-0.005
order:differs:reads2:open=-0.017 order:differs:tail1:known=-0.047 order:differs:tail1:open=-0.046
order:differs:tail2:known=-0.007 order:differs:tail3:open=-0.006 order:differs:tail:known=-0.335
order:differs:tail:open=-0.267 order:none=-2.774 order:none:good:known=-1.103 order:none:good:open=-0.963
order:none:other1:known=-0.028 order:none:other2:known=-0.015 order:none:other3:known=-0.009
order:none:other3:open=-0.019 order:none:reads1:known=-0.038 order:none:reads1:open=-0.012
order:none:reads2:known=-0.006 order:none:tail1:known=-0.042 order:none:tail1:open=-0.009 order:none:tail:known=-0.434
order:none:tail:open=-0.078 order:same=4.694 order:same:good:known=-0.505 order:same:good:open=2.335
order:same:other1:known=0.395 order:same:other1:open=-0.485 order:same:other2:known=0.258 order:same:other2:open=-1.449
order:same:other3:known=-0.738 order:same:other3:open=-1.759 order:same:reads1:known=-0.068
order:same:reads1:open=0.889 order:same:reads2:known=-0.236 order:same:reads2:open=0.819 order:same:tail1:known=1.141
order:same:tail1:open=3.012 order:same:tail2:known=0.255 order:same:tail2:open=0.448 order:same:tail3:known=-0.028
order:same:tail:known=-0.415 order:same:tail:open=1.023 other:1|known=0.824 other:1|open=0.945 other:2|known=-0.803
other:2|open=-0.519 other:3|known=0.279 other:3|open=0.646 other:4|known=-0.918 other:4|open=-0.187
other:5|known=-0.701 other:5|open=-0.854 other:6|known=-0.443 other:6|open=-0.530 other:year|known=-0.814
other:year|open=-0.963 padded:-1|known=-1.210 padded:-1|open=-2.484 padded:-2|known=-2.234 padded:-2|open=-3.533
padded:1|known=-0.391 padded:1|open=-1.884 padded:2|known=-1.719 padded:2|open=-3.434 place:digit0|known=-3.142
place:digit0|open=-1.897 place:digit1|known=-1.856 place:digit1|open=-1.377 place:digit2|known=-0.371
place:digit2|open=0.138 place:digit3|known=1.145 place:digit3|open=0.181 place:digit4|known=0.923
place:digit4|open=0.864 place:digit5|known=1.306 place:digit5|open=1.180 place:lost0|known=0.177
place:lost1|known=-0.361 place:lost2|known=0.120 place:lost3|known=0.035 place:lost4|known=-0.184
place:lost5|known=0.959 place:more0|known=-0.218 place:more1|known=-0.085 place:more2|known=-0.163
place:more3|known=0.155 place:more4|known=0.323 place:more5|known=0.648 place:swap0|known=-2.012 place:swap0|open=0.278
place:swap1|known=-0.205 place:swap1|open=0.408 place:swap2|known=0.069 place:swap3|known=0.478
reads_size:10|known=1.224 reads_size:10|open=2.756 reads_size:1|known=-0.398 reads_size:1|open=-1.803
reads_size:2|known=-0.275 reads_size:2|open=-1.768 reads_size:3|known=-0.751 reads_size:3|open=-1.649
reads_size:4|known=-0.233 reads_size:4|open=-0.764 reads_size:5|known=0.027 reads_size:5|open=-0.436
reads_size:6|known=0.358 reads_size:6|open=0.066 reads_size:7|known=0.632 reads_size:7|open=0.760
reads_size:8|known=0.752 reads_size:8|open=1.424 reads_size:9|known=0.855 reads_size:9|open=2.630 site:company=0.993
site:open=-1.088 site:other=-2.764 site:same=0.850 slip:digit|known=-1.995 slip:digit|open=-0.911 slip:lost|known=0.746
slip:lost|open=0.613 slip:more|known=0.659 slip:more|open=0.423 slip:swap|known=0.528 slip:swap|open=0.820
slip_size:10|known=-0.051 slip_size:10|open=-0.230 slip_size:2|known=-0.489 slip_size:3|known=0.241
slip_size:3|open=-0.061 slip_size:4|known=0.045 slip_size:4|open=0.512 slip_size:5|known=0.184 slip_size:5|open=0.760
slip_size:6|known=-0.095 slip_size:6|open=-0.379 slip_size:7|known=-0.160 slip_size:7|open=-0.517
slip_size:8|known=0.187 slip_size:8|open=0.492 slip_size:9|known=0.078 slip_size:9|open=0.369 strange:1|known=-0.719
strange:1|open=-1.715 strange:2|known=-0.046 strange:2|open=-0.965 tail:part:1|known=-0.564 tail:part:1|open=-0.871
tail:part:2|known=-0.813 tail:part:2|open=-0.590 tail:part:3|known=-0.213 tail:part:3|open=-0.177
tail:part:4|known=-0.286 tail:part:4|open=-0.068 tail:part:5|known=-0.563 tail:part:5|open=-0.444
tail:part:6|known=1.201 tail:part:6|open=0.577 tail:word:1|known=-0.564 tail:word:1|open=0.018 tail:word:2|known=-0.075
tail:word:2|open=0.364 tail:word:3|known=-0.510 tail:word:3|open=-0.073 tail:word:4|known=0.082 tail:word:4|open=0.523
tail:word:5|known=1.679 tail:word:5|open=0.250 tail:word:6|open=-0.354 tail_size:10|known=0.077
tail_size:1|known=-1.128 tail_size:1|open=-0.853 tail_size:2|known=-0.888 tail_size:2|open=-0.225
tail_size:3|known=-0.724 tail_size:3|open=-0.250 tail_size:4|known=-0.204 tail_size:4|open=0.455
tail_size:5|known=1.116 tail_size:5|open=-0.194 tail_size:6|known=-0.086 tail_size:6|open=-0.951
tail_size:7|known=0.993 tail_size:7|open=-0.549 tail_size:8|known=0.067 tail_size:8|open=0.241 tail_size:9|known=0.241
tail_size:9|open=0.929 troubles|known=0.684 troubles|open=0.048 twins:0:amount=0.981 twins:0:amount:False=0.643
twins:0:amount:True=0.338 twins:0:bare=1.710 twins:0:bare:False=0.837 twins:0:bare:True=0.873 twins:0:net=0.940
twins:0:net:False=0.895 twins:0:net:True=0.045 twins:0:order=0.660 twins:0:order:False=0.626 twins:0:order:True=0.033
twins:10:amount=0.379 twins:10:amount:False=0.194 twins:10:amount:True=0.185 twins:10:bare=-1.258
twins:10:bare:False=-0.181 twins:10:bare:True=-1.077 twins:10:net=0.411 twins:10:net:False=0.410 twins:10:order=0.090
twins:10:order:False=0.089 twins:11:amount=0.238 twins:11:amount:False=0.099 twins:11:bare=-0.560
twins:11:bare:False=-0.707 twins:12:amount=0.543 twins:12:amount:False=0.406 twins:12:amount:True=0.138
twins:12:bare=-0.296 twins:12:bare:False=-0.288 twins:1:amount=0.288 twins:1:amount:False=-0.034
twins:1:amount:True=0.321 twins:1:bare=0.777 twins:1:bare:False=0.860 twins:1:bare:True=-0.084 twins:1:net=0.188
twins:1:net:False=0.188 twins:1:order=0.441 twins:1:order:False=0.440 twins:2:amount=0.514 twins:2:amount:False=0.087
twins:2:amount:True=0.427 twins:2:bare=0.840 twins:2:bare:False=0.406 twins:2:bare:True=0.434 twins:2:net=0.702
twins:2:net:False=0.701 twins:2:order=0.991 twins:2:order:False=0.989 twins:3:amount=-0.172 twins:3:amount:False=-0.235
twins:3:amount:True=0.062 twins:3:bare=0.521 twins:3:bare:False=0.578 twins:3:bare:True=-0.057 twins:3:net=0.304
twins:3:net:False=0.300 twins:3:order=-0.263 twins:3:order:False=-0.275 twins:3:order:True=0.013 twins:4:amount=0.580
twins:4:amount:False=1.271 twins:4:amount:True=-0.691 twins:4:bare=0.348 twins:4:bare:False=0.448
twins:4:bare:True=-0.100 twins:4:net=0.110 twins:4:net:False=0.095 twins:4:net:True=0.015 twins:4:order=0.308
twins:4:order:False=0.308 twins:5:amount=0.909 twins:5:amount:False=0.890 twins:5:amount:True=0.019 twins:5:bare=0.089
twins:5:bare:False=0.225 twins:5:bare:True=-0.136 twins:5:net=0.677 twins:5:net:False=0.666 twins:5:order=1.007
twins:5:order:False=0.675 twins:5:order:True=0.332 twins:6:amount=0.984 twins:6:amount:False=0.748
twins:6:amount:True=0.236 twins:6:bare=-0.160 twins:6:bare:True=-0.164 twins:6:net=0.255 twins:6:net:False=0.254
twins:6:order=0.629 twins:6:order:False=0.628 twins:7:amount=0.056 twins:7:amount:False=0.041 twins:7:amount:True=0.015
twins:7:bare=-0.543 twins:7:bare:False=-0.280 twins:7:bare:True=-0.263 twins:7:net=0.173 twins:7:net:False=0.163
twins:7:order=0.294 twins:7:order:False=0.290 twins:8:amount=0.477 twins:8:amount:False=0.453 twins:8:amount:True=0.024
twins:8:bare=-1.221 twins:8:bare:False=-0.441 twins:8:bare:True=-0.779 twins:8:net=-0.501 twins:8:net:False=-0.504
twins:8:order=0.311 twins:8:order:False=0.310 twins:9:amount=0.074 twins:9:amount:False=-0.126
twins:9:amount:True=0.200 twins:9:bare=-0.807 twins:9:bare:False=-0.979 twins:9:bare:True=0.171 twins:9:net=-0.620
twins:9:net:False=-0.637 twins:9:order=-0.525 twins:9:order:False=-0.527 way:all|known=2.245 way:all|open=1.993
way:bare_year|known=-0.791 way:bare_year|open=-2.142 way:bare|known=0.495 way:bare|open=-1.109 way:end_cut|known=-1.138
way:end_cut|open=-1.443 way:head_cut|known=-0.289 way:head_cut|open=-0.054 way:run_year|known=-2.157
way:run_year|open=-1.290 way:run|known=-0.210 way:run|open=0.107 way:tail_cut|known=-1.990 way:tail_cut|open=-1.074
way:turned|known=-0.565 way:turned|open=-0.278 way:whole|known=2.677 way:whole|open=2.868 way:year|known=1.215
way:year|open=-0.712 way_only:all|known=0.682 way_only:all|open=0.915 way_only:bare_year|open=-0.971
way_only:bare|known=1.176 way_only:bare|open=0.017 way_only:end_cut|known=0.970 way_only:end_cut|open=0.019
way_only:head_cut|open=0.017 way_only:run_year|known=-1.225 way_only:run_year|open=-1.325 way_only:run|known=2.265
way_only:run|open=0.275 way_only:tail_cut|open=-0.250 way_only:turned|known=1.017 way_only:turned|open=0.756
way_only:whole|known=-0.383 way_only:whole|open=-0.785 way_only:year|known=0.614 way_only:year|open=0.531
year_lost:end|known=-0.919 year_lost:end|open=-0.393 year_lost:glued|known=-0.135 year_lost:glued|open=-1.203
year_lost:middle|known=0.240 year_lost:middle|open=0.633
"""
WEIGHTS: Mapping[str, float] = {name: float(weight) for name, weight in (item.split("=") for item in _TABLE.split())}
